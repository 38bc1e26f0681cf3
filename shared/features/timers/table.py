"""The table `timers`: one item for each guild, user, kind and role; those that are still tried, by when.

The index `by_next_try` holds keys alone: a claim does not touch it. It is one partition of all guilds, which takes
1,000 timers set or ended a second (docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import query, read_page
from shared.config.sections import AwsConfig
from shared.features.timers.model import Due, Timer
from shared.features.timers.rules import place
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake, parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

QUEUE: Final = {"S": "tried"}
INDEX: Final = "by_next_try"

_timer: Final = json.Decoder(Timer)


class TimerTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}timers"

    def find(self, guild_id: Snowflake, place: str) -> Timer | None:
        with store_errors():
            answer = self._client.get_item(TableName=self._table, Key=_key(guild_id, place), ConsistentRead=True)
        return _timer.decode(answer["Item"]["timer"]["S"]) if "Item" in answer else None

    def write(self, timer: Timer, before: Timer | None) -> None:
        unchanged: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(place)"}
        if before is not None:
            unchanged = _as_read(before)
        with store_errors():
            self._client.put_item(TableName=self._table, Item=_item(timer), **unchanged)

    def remove(self, timer: Timer) -> None:
        with store_errors():
            self._client.delete_item(TableName=self._table, Key=_key(timer.guild_id, place(timer)), **_as_read(timer))

    def of_guild(self, guild_id: Snowflake) -> list[Timer]:
        return self._all("guild_id = :guild_id", {":guild_id": {"S": str(guild_id)}})

    def of_user(self, guild_id: Snowflake, user_id: Snowflake) -> list[Timer]:
        values = {":guild_id": {"S": str(guild_id)}, ":user": {"S": f"{user_id}."}}
        return self._all("guild_id = :guild_id AND begins_with(place, :user)", values)

    def due(self, now: datetime, most: int) -> list[Due]:
        request: Any = {
            "TableName": self._table,
            "IndexName": INDEX,
            "KeyConditionExpression": "tried = :queue AND next_try_at <= :now",
            "ExpressionAttributeValues": {":queue": QUEUE, ":now": {"N": str(_milliseconds(now))}},
            "Limit": most,
        }
        return [_due(item) for item in read_page(self._client, request).items]

    def running(self) -> Iterator[Due]:
        request: Any = {
            "TableName": self._table,
            "IndexName": INDEX,
            "KeyConditionExpression": "tried = :queue",
            "ExpressionAttributeValues": {":queue": QUEUE},
        }
        return map(_due, query(self._client, request))

    def _all(self, condition: str, values: dict[str, Any]) -> list[Timer]:
        request: Any = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
        return [_timer.decode(item["timer"]["S"]) for item in query(self._client, request)]


def _key(guild_id: Snowflake, place: str) -> dict[str, Any]:
    return {"guild_id": {"S": str(guild_id)}, "place": {"S": place}}


def _item(timer: Timer) -> dict[str, Any]:
    """One that nobody tries any more is not in the index."""
    item = {
        **_key(timer.guild_id, place(timer)),
        "id": {"S": timer.id},
        "revision": {"N": str(timer.revision)},
        "timer": {"S": json.encode(timer).decode()},
    }
    if timer.next_try_at is None:
        return item
    return item | {"tried": QUEUE, "next_try_at": {"N": str(_milliseconds(timer.next_try_at))}}


def _as_read(timer: Timer) -> dict[str, Any]:
    return {
        "ConditionExpression": "id = :id AND revision = :revision",
        "ExpressionAttributeValues": {":id": {"S": timer.id}, ":revision": {"N": str(timer.revision)}},
    }


def _due(item: dict[str, Any]) -> Due:
    return Due(
        guild_id=parse_snowflake(item["guild_id"]["S"]),
        place=item["place"]["S"],
        next_try_at=datetime.fromtimestamp(int(item["next_try_at"]["N"]) / 1000, UTC),
    )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
