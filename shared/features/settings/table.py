"""The table `settings`: one item per guild and feature."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.config.sections import AwsConfig
from shared.features.settings.model import SettingsItem
from shared.kernel.errors import ConflictError, SettingsChangedError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutItemInputTypeDef

KEYS_PER_READ: Final = 100  # docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
ROUNDS: Final = 4


class SettingsTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}settings"

    def load(self, guild_id: Snowflake, feature: str) -> SettingsItem | None:
        with store_errors():
            found = self._client.get_item(
                TableName=self._table,
                Key={"guild_id": {"S": str(guild_id)}, "feature": {"S": feature}},
                ConsistentRead=True,
            )
        return _item(found["Item"]) if "Item" in found else None

    def load_many(
        self, guild_ids: Collection[Snowflake], feature: str, *, consistent: bool = False
    ) -> dict[Snowflake, SettingsItem]:
        """Return what is stored; at twice the price what is stored at this moment, else what was a second ago."""
        ordered = list(guild_ids)
        found: dict[Snowflake, SettingsItem] = {}
        for start in range(0, len(ordered), KEYS_PER_READ):
            page = ordered[start : start + KEYS_PER_READ]
            keys = [{"guild_id": {"S": str(guild_id)}, "feature": {"S": feature}} for guild_id in page]
            found |= {parse_snowflake(item["guild_id"]["S"]): _item(item) for item in self._read(keys, consistent)}
        return found

    def _read(self, keys: list[Any], consistent: bool) -> list[Any]:
        """Read up to 100 items; DynamoDB may leave some for another round when it is busy."""
        items: list[Any] = []
        for _ in range(ROUNDS):
            with store_errors():
                answer = self._client.batch_get_item(
                    RequestItems={self._table: {"Keys": keys, "ConsistentRead": consistent}}
                )
            items += answer["Responses"].get(self._table, [])
            left = answer.get("UnprocessedKeys", {}).get(self._table)
            if not left:
                return items
            keys = list(left["Keys"])
        raise StoreUnavailableError

    def save(self, guild_id: Snowflake, feature: str, item: SettingsItem) -> None:
        request: PutItemInputTypeDef = {
            "TableName": self._table,
            "Item": {
                "guild_id": {"S": str(guild_id)},
                "feature": {"S": feature},
                "values": {"S": item.values.decode()},
                "version": {"N": str(item.version)},
            },
            "ConditionExpression": "attribute_not_exists(guild_id)",
        }
        if item.version > 1:
            request["ConditionExpression"] = "version = :before"
            request["ExpressionAttributeValues"] = {":before": {"N": str(item.version - 1)}}
        try:
            with store_errors():
                self._client.put_item(**request)
        except ConflictError as error:
            raise SettingsChangedError from error


def _item(item: dict[str, Any]) -> SettingsItem:
    return SettingsItem(values=item["values"]["S"].encode(), version=int(item["version"]["N"]))
