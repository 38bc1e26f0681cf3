"""The table `commands`: what waits for a bot's worker, and what nobody took in time.

| pk | sk | holds |
|---|---|---|
| `<bot id>` | `<command id>` | a durable command until its result comes; the worker that has begun with it |
| `dropped#<bot id>` | `<command id>` | one that expired, for a month |
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import query
from shared.config.sections import AwsConfig
from shared.features.gateway.keys import Item, seconds
from shared.features.gateway.model import QueuedCommand
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from shared.kernel.wire import FromBackend

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

RECORD_LIFETIME: Final = timedelta(days=30)

_message: Final = json.Decoder(FromBackend)


class CommandTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}commands"

    def put(self, command: QueuedCommand) -> None:
        self._put(str(command.bot_id), command, {})

    def pending(self, bot_id: Snowflake) -> list[QueuedCommand]:
        return self._all(str(bot_id))

    def dropped(self, bot_id: Snowflake) -> list[QueuedCommand]:
        return self._all(_dropped(bot_id))

    def begin(self, bot_id: Snowflake, command_id: str, worker_id: str) -> None:
        with store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=_key(str(bot_id), command_id),
                UpdateExpression="SET begun_by = :worker",
                ConditionExpression="attribute_exists(pk) AND (attribute_not_exists(begun_by) OR begun_by = :worker)",
                ExpressionAttributeValues={":worker": {"S": worker_id}},
            )

    def finish(self, bot_id: Snowflake, command_id: str) -> None:
        with store_errors():
            self._client.delete_item(TableName=self._table, Key=_key(str(bot_id), command_id))

    def drop(self, command: QueuedCommand, now: datetime) -> None:
        self._put(_dropped(command.bot_id), command, {"dropped_at": {"S": now.isoformat()}})
        self.finish(command.bot_id, command.message.command_id)

    def _all(self, pk: str) -> list[QueuedCommand]:
        found = query(
            self._client,
            {
                "TableName": self._table,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {":pk": {"S": pk}},
            },
        )
        return [_command(item) for item in found]

    def _put(self, pk: str, command: QueuedCommand, more: Item) -> None:
        """Write an item; it outlives the command's own time by the record's, for a bot that nobody asks about."""
        expires_at = datetime.fromtimestamp(command.message.expires_at / 1000, command.queued_at.tzinfo)
        item: Item = {
            **_key(pk, command.message.command_id),
            "message": {"S": json.encode(command.message).decode()},
            "queued_at": {"S": command.queued_at.isoformat()},
            "expires_at": seconds(expires_at + RECORD_LIFETIME),
            **({"begun_by": {"S": command.begun_by}} if command.begun_by else {}),
            **more,
        }
        with store_errors():
            self._client.put_item(TableName=self._table, Item=item)


def _dropped(bot_id: Snowflake) -> str:
    return f"dropped#{bot_id}"


def _key(pk: str, command_id: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": command_id}}


def _command(item: dict[str, Any]) -> QueuedCommand:
    return QueuedCommand(
        bot_id=parse_snowflake(item["pk"]["S"].rpartition("#")[2]),
        message=_message.decode(item["message"]["S"]),
        queued_at=datetime.fromisoformat(item["queued_at"]["S"]),
        begun_by=item["begun_by"]["S"] if "begun_by" in item else "",
    )
