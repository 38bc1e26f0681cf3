"""Who follows which guild. `keys` tells what the table looks like."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from shared.adapters.dynamodb import conflicting_item, store_errors
from shared.adapters.queries import query
from shared.adapters.threads import in_parallel
from shared.config.sections import AwsConfig
from shared.features.gateway.keys import Item, connection_key, moment, seconds, watcher_key, watchers_key
from shared.features.gateway.model import CatchUp, Watcher
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


class WatcherTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig, plan: BucketPlan) -> None:
        self._client = client
        self._plan = plan
        self._table = f"{aws.table_prefix}connections"

    def add(self, watcher: Watcher, limit: int, expires_at: datetime) -> None:
        """Note the guild with the connection first: what is noted there, the connection's end removes."""
        guild_id = str(watcher.guild_id)
        with store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=connection_key(watcher.connection_id),
                UpdateExpression="ADD guilds :guilds",
                ConditionExpression="attribute_exists(pk) AND "
                "(attribute_not_exists(guilds) OR contains(guilds, :guild) OR size(guilds) < :limit)",
                ExpressionAttributeValues={
                    ":guilds": {"SS": [guild_id]},
                    ":guild": {"S": guild_id},
                    ":limit": {"N": str(limit)},
                },
            )
            self._client.put_item(
                TableName=self._table, Item=_item(watcher, self._plan) | {"expires_at": seconds(expires_at)}
            )

    def renew(self, watcher: Watcher, now: datetime, expires_at: datetime) -> None:
        with store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=watcher_key(watcher, self._plan),
                UpdateExpression="SET expires_at = :expires_at",
                ConditionExpression="expires_at > :now",
                ExpressionAttributeValues={":expires_at": seconds(expires_at), ":now": seconds(now)},
            )

    def remove(self, watcher: Watcher) -> None:
        with store_errors():
            self._client.delete_item(TableName=self._table, Key=watcher_key(watcher, self._plan))
        with suppress(ConflictError), store_errors():  # the connection itself may have ended
            self._client.update_item(
                TableName=self._table,
                Key=connection_key(watcher.connection_id),
                UpdateExpression="DELETE guilds :guilds",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":guilds": {"SS": [str(watcher.guild_id)]}},
            )

    def of_guilds(self, guild_ids: Collection[Snowflake], now: datetime) -> list[Watcher]:
        buckets = {self._plan.lasting_bucket_of(guild_id) for guild_id in guild_ids}
        found = chain.from_iterable(in_parallel(self._of_bucket, sorted(buckets)))
        watchers = [_watcher(item) for item in found if moment(item["expires_at"]) > now]
        return [watcher for watcher in watchers if watcher.guild_id in guild_ids]

    def _of_bucket(self, bucket: int) -> list[dict[str, Any]]:
        return list(
            query(
                self._client,
                {
                    "TableName": self._table,
                    "ConsistentRead": True,
                    "KeyConditionExpression": "pk = :pk",
                    "ExpressionAttributeValues": {":pk": watchers_key(bucket)},
                },
            )
        )

    def note_missed(self, watcher: Watcher, batch_id: str) -> bool:
        try:
            with store_errors():
                self._client.update_item(
                    TableName=self._table,
                    Key=watcher_key(watcher, self._plan),
                    UpdateExpression="SET missed = :batch_id",
                    ConditionExpression="attribute_exists(catch_up_id)",
                    ExpressionAttributeValues={":batch_id": {"S": batch_id}},
                )
        except ConflictError:
            return False
        return True

    def go_live(self, watcher: Watcher, missed: str | None) -> str | None:
        unchanged = "attribute_not_exists(missed)" if missed is None else "missed = :missed"
        values = {":id": {"S": watcher.catch_up.id if watcher.catch_up else ""}}
        try:
            with store_errors():
                self._client.update_item(
                    TableName=self._table,
                    Key=watcher_key(watcher, self._plan),
                    UpdateExpression="REMOVE catch_up_id, catch_up_until, missed",
                    ConditionExpression=f"catch_up_id = :id AND {unchanged}",
                    ExpressionAttributeValues=values | ({":missed": {"S": missed}} if missed else {}),
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except ConflictError as conflict:
            item = conflicting_item(conflict)
            if item.get("catch_up_id") != values[":id"]:
                raise
            return str(item["missed"]["S"])
        return None


def _item(watcher: Watcher, plan: BucketPlan) -> Item:
    item = watcher_key(watcher, plan)
    if watcher.user_id is not None:
        item |= {"user_id": {"S": str(watcher.user_id)}}
    if watcher.catch_up is not None:
        item |= {"catch_up_id": {"S": watcher.catch_up.id}, "catch_up_until": seconds(watcher.catch_up.until)}
    return item


def _watcher(item: dict[str, Any]) -> Watcher:
    guild_id, _, connection_id = item["sk"]["S"].partition("#")
    catch_up = None
    if "catch_up_id" in item:
        catch_up = CatchUp(id=item["catch_up_id"]["S"], until=moment(item["catch_up_until"]))
    return Watcher(
        guild_id=parse_snowflake(guild_id),
        connection_id=connection_id,
        user_id=parse_snowflake(item["user_id"]["S"]) if "user_id" in item else None,
        catch_up=catch_up,
    )
