"""The table `guild_keys`: one wrapped data key per guild that has content stored."""

from typing import TYPE_CHECKING, Any

from shared.adapters.dynamodb import store_errors
from shared.config.sections import AwsConfig
from shared.kernel.errors import ConflictError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class GuildKeyTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}guild_keys"

    def load(self, guild_id: Snowflake) -> str | None:
        with store_errors():
            answer = self._client.get_item(TableName=self._table, Key=_key(guild_id), ConsistentRead=True)
        return answer["Item"]["wrapped"]["S"] if "Item" in answer else None

    def create(self, guild_id: Snowflake, wrapped: str) -> str:
        try:
            with store_errors():
                self._client.put_item(
                    TableName=self._table,
                    Item=_key(guild_id) | {"wrapped": {"S": wrapped}},
                    ConditionExpression="attribute_not_exists(guild_id)",
                )
        except ConflictError as error:
            stored = self.load(guild_id)
            if stored is None:
                raise StoreUnavailableError from error  # made and erased again meanwhile
            return stored
        return wrapped


def _key(guild_id: Snowflake) -> dict[str, Any]:
    return {"guild_id": {"S": str(guild_id)}}
