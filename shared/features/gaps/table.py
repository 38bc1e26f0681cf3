"""The table `gaps`: an item for each gap, in its guild's partition, by when it began."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import query
from shared.config.sections import AwsConfig
from shared.features.gaps.model import Gap
from shared.features.gaps.rules import cursor_of
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class GapTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}gaps"

    def put(self, guild_id: Snowflake, gap: Gap, expires_at: datetime) -> None:
        item: dict[str, Any] = {
            "guild_id": {"S": str(guild_id)},
            "place": {"S": cursor_of(gap)},
            "kinds": {"L": [{"S": kind} for kind in gap.kinds]},
            "last_at": {"N": str(gap.last_at)},
            "events": {"N": str(gap.events)},
            "expires_at": {"N": str(int(expires_at.timestamp()))},
        }
        with suppress(ConflictError), store_errors():
            self._client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(place) OR last_at < :last_at",
                ExpressionAttributeValues={":last_at": item["last_at"]},
            )

    def newest_first(self, guild_id: Snowflake, *, below: str, since: int) -> Iterator[Gap]:
        items = query(
            self._client,
            {
                "TableName": self._table,
                "ConsistentRead": True,
                "ScanIndexForward": False,
                "KeyConditionExpression": "guild_id = :guild_id AND place < :below",
                "FilterExpression": "last_at >= :since",
                "ExpressionAttributeValues": {
                    ":guild_id": {"S": str(guild_id)},
                    ":below": {"S": below},
                    ":since": {"N": str(since)},
                },
            },
        )
        return map(_gap, items)


def _gap(item: dict[str, Any]) -> Gap:
    first_at, _, reason = item["place"]["S"].partition("#")
    return Gap(
        reason=reason,
        kinds=[kind["S"] for kind in item["kinds"]["L"]],
        first_at=int(first_at),
        last_at=int(item["last_at"]["N"]),
        events=int(item["events"]["N"]),
    )
