"""Heads that changed since they were kept: the index `by_unanchored` of the table `cases`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import read_page
from shared.config.sections import AwsConfig
from shared.features.cases import items
from shared.features.cases.ports import Head
from shared.features.cases.table import CaseTable
from shared.kernel.snowflakes import Snowflake, parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


class HeadTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}cases"
        self._cases = CaseTable(client, aws)

    def unanchored(self, at_once: int) -> Iterator[list[Snowflake]]:
        request: QueryInputTypeDef | None = {
            "TableName": self._table,
            "IndexName": "by_unanchored",
            "KeyConditionExpression": "unanchored = :yes",
            "ExpressionAttributeValues": {":yes": {"S": "1"}},
            "Limit": at_once,
        }
        while request is not None:
            found, request = read_page(self._client, request)
            yield [parse_snowflake(item["pk"]["S"]) for item in found]

    def head(self, guild_id: Snowflake) -> Head:
        return self._cases.head(guild_id)

    def anchored(self, head: Head) -> None:
        with store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=items.of_guild(head.guild_id, items.HEAD),
                UpdateExpression="REMOVE unanchored",
                ConditionExpression="seq = :seq",
                ExpressionAttributeValues={":seq": {"N": str(head.seq)}},
            )
