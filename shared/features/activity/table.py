"""The table `rollups`.

| pk | sk | holds |
|---|---|---|
| `<bucket>` | `<hour>` | the roll-up of a bucket's hour: one query reads a day of it |
| `late` | `<hour>#<bucket>` | the last batch that was stored after its hour had been counted for good |
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import query
from shared.config.sections import AwsConfig
from shared.features.activity.model import LateBatch, RollUp
from shared.kernel.errors import ConflictError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

LIFETIME: Final = timedelta(days=400)  # a year, and a month to compare it with
_HOUR: Final = "%Y%m%d%H"
_LATE: Final = "late"


class RollUpTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}rollups"

    def of_hours(self, bucket: int, hours: Iterable[datetime]) -> list[RollUp]:
        wanted = sorted(f"{hour:{_HOUR}}" for hour in hours)
        if not wanted:
            return []
        items = query(
            self._client,
            {
                "TableName": self._table,
                "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
                "ExpressionAttributeValues": {
                    ":pk": {"S": str(bucket)},
                    ":first": {"S": wanted[0]},
                    ":last": {"S": wanted[-1]},
                },
            },
        )
        return [_roll_up(item) for item in items if item["sk"]["S"] in wanted]

    def put(self, roll_up: RollUp) -> None:
        """Raise `ConflictError` where another one has been stored meanwhile."""
        with store_errors():
            self._client.put_item(
                TableName=self._table,
                Item=_item(roll_up),
                ConditionExpression="attribute_not_exists(pk)" if roll_up.revision == 1 else "revision = :before",
                **_values(roll_up),
            )


class LateBatchTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}rollups"

    def note(self, batches: Iterable[LateBatch]) -> None:
        for batch in batches:
            with store_errors():
                self._client.put_item(TableName=self._table, Item=_late_key(batch) | {"through": {"S": batch.batch_id}})

    def noted(self) -> list[LateBatch]:
        request: Any = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": _LATE}},
            "ConsistentRead": True,
        }
        return [_late(item) for item in query(self._client, request)]

    def forget(self, batch: LateBatch) -> None:
        with suppress(ConflictError), store_errors():
            self._client.delete_item(
                TableName=self._table,
                Key=_late_key(batch),
                ConditionExpression="through = :through",
                ExpressionAttributeValues={":through": {"S": batch.batch_id}},
            )


def _values(roll_up: RollUp) -> dict[str, Any]:
    if roll_up.revision == 1:
        return {}
    return {"ExpressionAttributeValues": {":before": {"N": str(roll_up.revision - 1)}}}


def _item(roll_up: RollUp) -> dict[str, Any]:
    return {
        "pk": {"S": str(roll_up.bucket)},
        "sk": {"S": f"{roll_up.hour:{_HOUR}}"},
        "through": {"S": roll_up.through},
        "counts": {"B": roll_up.packed},
        "is_final": {"BOOL": roll_up.is_final},
        "revision": {"N": str(roll_up.revision)},
        "expires_at": {"N": str(int((roll_up.hour + LIFETIME).timestamp()))},
    }


def _roll_up(item: dict[str, Any]) -> RollUp:
    return RollUp(
        bucket=int(item["pk"]["S"]),
        hour=_hour(item["sk"]["S"]),
        through=item["through"]["S"],
        packed=item["counts"]["B"],
        is_final=item["is_final"]["BOOL"],
        revision=int(item["revision"]["N"]),
    )


def _late_key(batch: LateBatch) -> dict[str, Any]:
    return {"pk": {"S": _LATE}, "sk": {"S": f"{batch.hour:{_HOUR}}#{batch.bucket}"}}


def _late(item: dict[str, Any]) -> LateBatch:
    hour, _, bucket = item["sk"]["S"].partition("#")
    return LateBatch(bucket=int(bucket), hour=_hour(hour), batch_id=item["through"]["S"])


def _hour(text: str) -> datetime:
    return datetime.strptime(text, _HOUR).replace(tzinfo=UTC)
