"""The table `settings`: one item per guild and feature."""

from typing import TYPE_CHECKING

from shared.adapters.dynamodb import store_errors
from shared.config.sections import AwsConfig
from shared.features.settings.model import SettingsItem
from shared.kernel.errors import ConflictError, SettingsChangedError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutItemInputTypeDef


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
        if "Item" not in found:
            return None
        item = found["Item"]
        return SettingsItem(values=item["values"]["S"].encode(), version=int(item["version"]["N"]))

    def save(self, guild_id: Snowflake, feature: str, item: SettingsItem) -> None:
        request: "PutItemInputTypeDef" = {
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
