"""Erasures that are not complete yet: items `erasure#<user id>` of the table `users`."""

from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.config.sections import AwsConfig
from shared.features.account.model import PendingErasure
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_PREFIX: Final = "erasure#"
_pending: Final = json.Decoder(PendingErasure)


class PendingErasureTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}users"

    def save(self, pending: PendingErasure) -> None:
        item = _key(pending.user_id) | {"erasure": {"S": json.encode(pending).decode()}}
        with store_errors():
            self._client.put_item(TableName=self._table, Item=item)

    def all(self) -> list[PendingErasure]:
        request: Any = {
            "TableName": self._table,
            "ConsistentRead": True,
            "FilterExpression": "begins_with(user_id, :prefix)",
            "ExpressionAttributeValues": {":prefix": {"S": _PREFIX}},
        }
        found: list[PendingErasure] = []
        with store_errors():
            for page in self._client.get_paginator("scan").paginate(**request):
                found += [_pending.decode(item["erasure"]["S"]) for item in page["Items"]]
        return found

    def delete(self, user_id: Snowflake) -> None:
        with store_errors():
            self._client.delete_item(TableName=self._table, Key=_key(user_id))


def _key(user_id: Snowflake) -> dict[str, Any]:
    return {"user_id": {"S": f"{_PREFIX}{user_id}"}}
