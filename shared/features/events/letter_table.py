"""The table `dead_letters`: an item for each malformed event, by day; the index `by_guild` finds a guild's."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.adapters.threads import in_parallel
from shared.config.sections import AwsConfig
from shared.features.events.model import DeadLetter, SealedLetter
from shared.features.events.rules.cursors import moment_of_cursor
from shared.kernel import json
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

LETTER_LIFETIME: Final = timedelta(days=30)
LETTERS_PER_SCAN: Final = 200
_key_text: Final = json.Decoder(dict[str, str])


class DeadLetterTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}dead_letters"

    def put_all(self, letters: Sequence[SealedLetter]) -> None:
        in_parallel(self._put, letters)

    def _put(self, sealed: SealedLetter) -> None:
        with store_errors():
            self._client.put_item(TableName=self._table, Item=_item(sealed))

    def load(self, letter_id: str) -> SealedLetter | None:
        with store_errors():
            answer = self._client.get_item(TableName=self._table, Key=_key(letter_id), ConsistentRead=True)
        return _sealed(answer["Item"]) if "Item" in answer else None

    def of_guild(self, guild_id: Snowflake, before: str | None, limit: int) -> list[DeadLetter]:
        below = {":below": {"S": before}} if before else {}
        with store_errors():
            answer = self._client.query(
                TableName=self._table,
                IndexName="by_guild",
                KeyConditionExpression="guild_id = :guild_id" + (" AND event_id < :below" if before else ""),
                ExpressionAttributeValues={":guild_id": {"S": str(guild_id)}, **below},
                ScanIndexForward=False,
                Limit=limit,
            )
        return [_letter(item) for item in answer["Items"]]

    def scan(self, position: str | None) -> tuple[list[SealedLetter], str | None]:
        going_on: Any = {}
        if position is not None:
            going_on = {"ExclusiveStartKey": {name: {"S": text} for name, text in _key_text.decode(position).items()}}
        with store_errors():
            answer = self._client.scan(TableName=self._table, Limit=LETTERS_PER_SCAN, ConsistentRead=True, **going_on)
        last: dict[str, Any] = answer.get("LastEvaluatedKey", {})
        following = json.encode({name: value["S"] for name, value in last.items()}).decode() if last else None
        return [_sealed(item) for item in answer["Items"]], following

    def set_reason(self, letter_id: str, reason: str) -> None:
        with suppress(ConflictError), store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=_key(letter_id),
                UpdateExpression="SET reason = :reason",
                ConditionExpression="attribute_exists(event_id)",
                ExpressionAttributeValues={":reason": {"S": reason}},
            )

    def remove(self, letter_id: str) -> None:
        with store_errors():
            self._client.delete_item(TableName=self._table, Key=_key(letter_id))


def _key(letter_id: str) -> dict[str, Any]:
    day = f"{moment_of_cursor(letter_id.partition('-')[0]):%Y-%m-%d}"
    return {"day": {"S": day}, "event_id": {"S": letter_id}}


def _item(sealed: SealedLetter) -> dict[str, Any]:
    letter = sealed.letter
    claimed = {"claimed_id": letter.claimed_id, "claimed_type": letter.claimed_type}
    return {
        **_key(letter.id),
        "guild_id": {"S": str(letter.guild_id)},
        "bot_id": {"S": str(letter.bot_id)},
        "reason": {"S": letter.reason},
        "size_bytes": {"N": str(letter.size_bytes)},
        "received_at": {"S": letter.received_at.isoformat()},
        "expires_at": {"N": str(int((letter.received_at + LETTER_LIFETIME).timestamp()))},
        "sealed": {"S": sealed.sealed},
        **{name: {"S": value} for name, value in claimed.items() if value},
    }


def _sealed(item: Mapping[str, Any]) -> SealedLetter:
    return SealedLetter(letter=_letter(item), sealed=item["sealed"]["S"])


def _letter(item: Mapping[str, Any]) -> DeadLetter:
    return DeadLetter(
        id=item["event_id"]["S"],
        guild_id=Snowflake(item["guild_id"]["S"]),
        bot_id=Snowflake(item["bot_id"]["S"]),
        reason=item["reason"]["S"],
        claimed_id=item["claimed_id"]["S"] if "claimed_id" in item else None,
        claimed_type=item["claimed_type"]["S"] if "claimed_type" in item else None,
        size_bytes=int(item["size_bytes"]["N"]),
        received_at=datetime.fromisoformat(item["received_at"]["S"]).astimezone(UTC),
    )
