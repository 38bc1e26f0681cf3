"""Segments beside versions of their buckets: an item `repeat#<number>` of the table `batches` for each version."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import is_transaction_conflict, items_in_the_way, store_errors
from shared.config.sections import AwsConfig
from shared.features.events.model import Segment
from shared.features.events.table import item_of, segment_of
from shared.kernel.errors import ConflictError, StoreUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

VERSION_LIFETIME: Final = timedelta(days=1)  # much longer than any commit takes


class RepeatTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._events, self._batches = f"{aws.table_prefix}events", f"{aws.table_prefix}batches"
        self._clock = clock

    def versions(self, numbers: Sequence[int]) -> dict[int, int]:
        keys = {number: _key(number) for number in numbers}
        request: Any = {self._batches: {"Keys": list(keys.values()), "ConsistentRead": True}}
        with store_errors():
            answer = self._client.batch_get_item(RequestItems=request)
        if answer.get("UnprocessedKeys"):
            raise StoreUnavailableError
        found = {item["batch_id"]["S"]: int(item["version"]["N"]) for item in answer["Responses"][self._batches]}
        return {number: found.get(key["batch_id"]["S"], 0) for number, key in keys.items()}

    def put(self, segment: Segment, versions: Mapping[int, int]) -> Segment | None:
        expires_at = str(int((self._clock() + VERSION_LIFETIME).timestamp()))
        put: Any = {
            "TableName": self._events,
            "Item": item_of(segment),
            "ConditionExpression": "attribute_not_exists(batch_id)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        raises: list[Any] = [
            {"Update": self._raise(number, version, expires_at)} for number, version in versions.items()
        ]
        try:
            with store_errors():
                self._client.transact_write_items(TransactItems=[{"Put": put}, *raises])
        except ConflictError as conflict:
            stored = items_in_the_way(conflict)[0]
            if stored is None:
                raise
            return segment_of(stored)
        except StoreUnavailableError as error:
            if is_transaction_conflict(error):
                raise ConflictError from error
            raise
        return None

    def _raise(self, number: int, version: int, expires_at: str) -> Any:
        return {
            "TableName": self._batches,
            "Key": _key(number),
            "UpdateExpression": "SET version = :next, expires_at = :expires_at",
            "ConditionExpression": "version = :version" if version else "attribute_not_exists(version)",
            "ExpressionAttributeValues": {
                ":next": {"N": str(version + 1)},
                ":expires_at": {"N": expires_at},
                **({":version": {"N": str(version)}} if version else {}),
            },
        }


def _key(number: int) -> dict[str, Any]:
    return {"batch_id": {"S": f"repeat#{number}"}}
