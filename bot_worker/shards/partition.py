"""A bot's partition of the table `leases`, by DynamoDB's own client."""

from typing import TYPE_CHECKING, Any, Final

import msgspec

from bot_worker.shards.items import Item
from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import query
from shared.config.sections import AwsConfig

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_NAMES: Final = {"#fence": "fence", "#number": "number", "#instance": "instance", "#version": "version"}


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be so; `values` are those that it names."""

    text: str
    values: Item = {}


class Partition:
    """Every method raises `StoreUnavailableError`, and `ConflictError` where its condition does not hold."""

    def __init__(self, client: "DynamoDBClient", aws: AwsConfig, bot_id: int) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}leases"
        self._pk = {"S": str(bot_id)}

    def items(self) -> dict[str, Item]:
        """Return all there is, by sort key, consistently."""
        found = query(
            self._client,
            {
                "TableName": self._table,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {":pk": self._pk},
            },
        )
        return {item["sk"]["S"]: item for item in found}

    def item(self, sk: str) -> Item:
        with store_errors():
            answer = self._client.get_item(TableName=self._table, Key=self._key(sk), ConsistentRead=True)
        return dict(answer.get("Item", {}))

    def update(self, sk: str, change: str, values: Item, condition: Condition | None) -> None:
        with store_errors():
            self._client.update_item(**self._update(sk, change, values, condition))

    def update_if(self, sk: str, change: str, values: Item, condition: Condition, *, other: str, so: Condition) -> None:
        """Update an item on a condition of its own and one of another item."""
        check: Any = {"TableName": self._table, "Key": self._key(other), **_expression(so.text)}
        if so.values:
            check["ExpressionAttributeValues"] = so.values
        update: Any = self._update(sk, change, values, condition)
        with store_errors():
            self._client.transact_write_items(TransactItems=[{"Update": update}, {"ConditionCheck": check}])

    def delete(self, sk: str, condition: Condition) -> None:
        with store_errors():
            self._client.delete_item(
                TableName=self._table,
                Key=self._key(sk),
                ExpressionAttributeValues=condition.values,
                **_expression(condition.text),
            )

    def _key(self, sk: str) -> Item:
        return {"pk": self._pk, "sk": {"S": sk}}

    def _update(self, sk: str, change: str, values: Item, condition: Condition | None) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "Key": self._key(sk),
            "UpdateExpression": change,
            "ExpressionAttributeValues": values | (condition.values if condition else {}),
            **_expression(condition.text if condition else "", change),
        }


def _expression(condition: str, change: str = "") -> dict[str, Any]:
    names = {name: real for name, real in _NAMES.items() if name in condition or name in change}
    known = {"ConditionExpression": condition, "ExpressionAttributeNames": names}
    return {name: value for name, value in known.items() if value}
