"""The tables `events` (packed segments) and `batches` (markers).

A segment stays far below DynamoDB's 400 KB: a message of 128 KB brings all of a batch, and what is highly compressible
there is so here as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import conflicting_item, store_errors
from shared.adapters.queries import query, read_page
from shared.adapters.threads import in_parallel
from shared.config.sections import AwsConfig
from shared.features.events.model import Place, Segment
from shared.features.events.rules.cursors import hour_of, partition
from shared.kernel.errors import BatchChangedError, ConflictError
from shared.kernel.snowflakes import parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

SEGMENTS_PER_QUERY: Final = 50
WINDOWS: Final = (1, 4, 16)  # hours: a lively guild's page is in the first one, a quiet guild's in none
_BEFORE_ALL: Final = "0"  # DynamoDB compares with no empty string


class SegmentTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}events"

    def put_all(self, segments: Sequence[Segment]) -> bool:
        return any(in_parallel(self._put, segments))

    def _put(self, segment: Segment) -> bool:
        """Store a segment; return False where the same one is there."""
        try:
            with store_errors():
                self._client.put_item(
                    TableName=self._table,
                    Item=item_of(segment),
                    ConditionExpression="attribute_not_exists(batch_id)",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except ConflictError as conflict:
            if conflicting_item(conflict).get("digest") != {"S": segment.digest}:
                raise BatchChangedError from conflict
            return False
        return True

    def newest_first(self, places: Iterable[Place], below: str) -> Iterator[Segment]:
        """Ask for some hours at once, and for more of them the longer nothing was enough."""
        remaining = iter(places)
        for size in chain(WINDOWS, repeat(WINDOWS[-1])):
            requests = [_query(self._table, place, below) for place in islice(remaining, size)]
            if not requests:
                return
            for items, following in in_parallel(partial(read_page, self._client), requests):
                yield from (segment_of(item) for item in items)
                yield from (segment_of(item) for item in query(self._client, following))

    def oldest_first(self, place: Place, above: str) -> Iterator[Segment]:
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": "bucket_hour = :bucket_hour AND batch_id > :above",
            "ExpressionAttributeValues": {
                ":bucket_hour": {"S": partition(place.bucket, place.hour)},
                ":above": {"S": above or _BEFORE_ALL},
            },
            "ConsistentRead": True,
        }
        return (segment_of(item) for item in query(self._client, request))


class BatchTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}batches"

    def is_done(self, batch_id: str) -> bool:
        with store_errors():
            answer = self._client.get_item(
                TableName=self._table, Key={"batch_id": {"S": batch_id}}, ConsistentRead=True
            )
        return "Item" in answer

    def set_done(self, batch_id: str, expires_at: datetime) -> None:
        with store_errors():
            self._client.put_item(
                TableName=self._table, Item={"batch_id": {"S": batch_id}, "expires_at": _seconds(expires_at)}
            )


def _query(table: str, place: Place, below: str) -> "QueryInputTypeDef":
    return {
        "TableName": table,
        "KeyConditionExpression": "bucket_hour = :bucket_hour AND batch_id < :below",
        "ExpressionAttributeValues": {
            ":bucket_hour": {"S": partition(place.bucket, place.hour)},
            ":below": {"S": below},
        },
        "ScanIndexForward": False,
        "ConsistentRead": True,
        "Limit": SEGMENTS_PER_QUERY,
    }


def _seconds(moment: datetime) -> dict[str, Any]:
    return {"N": str(int(moment.timestamp()))}


def key_of(segment: Segment) -> dict[str, Any]:
    bucket_hour = partition(segment.bucket, hour_of(segment.batch_id))
    return {"bucket_hour": {"S": bucket_hour}, "batch_id": {"S": segment.batch_id}}


def item_of(segment: Segment) -> dict[str, Any]:
    item: dict[str, Any] = key_of(segment) | {
        "codec": {"S": segment.codec},
        "events": {"B": segment.packed},
        "digest": {"S": segment.digest},
        "expires_at": _seconds(segment.expires_at),
    }
    if segment.contents:
        item["contents"] = {"M": {str(guild_id): {"S": sealed} for guild_id, sealed in segment.contents.items()}}
    return item


def segment_of(item: dict[str, Any]) -> Segment:
    contents = item["contents"]["M"] if "contents" in item else {}
    return Segment(
        bucket=int(item["bucket_hour"]["S"].partition("#")[0]),
        batch_id=item["batch_id"]["S"],
        codec=item["codec"]["S"],
        packed=item["events"]["B"],
        contents={parse_snowflake(guild_id): sealed["S"] for guild_id, sealed in contents.items()},
        digest=item["digest"]["S"],
        expires_at=datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC),
    )
