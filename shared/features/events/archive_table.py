"""The table `events` from one end to the other: what has to look at everything reads it here, and nobody else."""

from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.config.sections import AwsConfig
from shared.features.events.model import Segment
from shared.features.events.table import item_of, key_of, segment_of
from shared.kernel import json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

SEGMENTS_PER_SCAN: Final = 200
_key: Final = json.Decoder(dict[str, str])


class SegmentArchiveTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}events"

    def scan(self, position: str | None) -> tuple[list[Segment], str | None]:
        going_on: Any = {}
        if position is not None:
            going_on = {"ExclusiveStartKey": {name: {"S": text} for name, text in _key.decode(position).items()}}
        with store_errors():
            answer = self._client.scan(TableName=self._table, Limit=SEGMENTS_PER_SCAN, ConsistentRead=True, **going_on)
        last: dict[str, Any] = answer.get("LastEvaluatedKey", {})
        following = json.encode({name: value["S"] for name, value in last.items()}).decode() if last else None
        return [segment_of(item) for item in answer["Items"]], following

    def load(self, segment: Segment) -> Segment | None:
        with store_errors():
            answer = self._client.get_item(TableName=self._table, Key=key_of(segment), ConsistentRead=True)
        return segment_of(answer["Item"]) if "Item" in answer else None

    def replace(self, before: Segment, after: Segment) -> None:
        with store_errors():
            self._client.put_item(
                TableName=self._table,
                Item=item_of(after),
                ConditionExpression="events = :before",
                ExpressionAttributeValues={":before": {"B": before.packed}},
            )
