"""Who follows which guild, and what is on its way to them. `keys` tells what the table looks like.

A batch of events costs one query here for each bucket that it touches, one read unit for every 4 KB of watchers (some
25 of them). Where somebody follows its guilds, it costs two writes more: its delivery is noted, and crossed out.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from shared.adapters.dynamodb import conflicting_item, store_errors
from shared.adapters.queries import delete_all, query
from shared.adapters.threads import in_parallel
from shared.config.sections import AwsConfig
from shared.features.gateway.keys import (
    DELIVERY,
    Item,
    connection_key,
    delivery_keys,
    moment,
    seconds,
    watcher_key,
    watchers_key,
)
from shared.features.gateway.model import Audience, CatchUp, Delivery, Shown, Watcher
from shared.features.gateway.rules import DELIVERY_NOTE_LIFETIME
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

    def show(self, watcher: Watcher, shown: Shown | None) -> str | None:
        request: Any = {
            "TableName": self._table,
            "Key": watcher_key(watcher, self._plan),
            "UpdateExpression": "REMOVE subject, shown_by",
            "ConditionExpression": "attribute_exists(pk)",
            "ReturnValues": "UPDATED_OLD",
        }
        if shown is not None:
            request["UpdateExpression"] = "SET subject = :subject, shown_by = :name"
            request["ExpressionAttributeValues"] = {":subject": {"S": shown.subject}, ":name": {"S": shown.name}}
        with store_errors():
            answer = self._client.update_item(**request)
        before = answer.get("Attributes", {}).get("subject")
        return None if before is None else str(before["S"])

    def of_guilds(self, guild_ids: Collection[Snowflake], now: datetime) -> list[Watcher]:
        return [watcher for watcher in self.audience(guild_ids, now).watchers if watcher.guild_id in guild_ids]

    def audience(self, guild_ids: Collection[Snowflake], now: datetime) -> Audience:
        return self._audience({self._plan.lasting_bucket_of(guild_id) for guild_id in guild_ids}, now)

    def watched(self, now: datetime) -> set[Snowflake]:
        """One query for each bucket that there is."""
        return {watcher.guild_id for watcher in self._audience(range(self._plan.steps[-1].buckets), now).watchers}

    def _audience(self, buckets: Collection[int], now: datetime) -> Audience:
        found = chain.from_iterable(in_parallel(self._of_bucket, sorted(buckets)))
        watchers: list[Watcher] = []
        deliveries: dict[str, Delivery] = {}  # one of several buckets is found in each of them
        for item in found:
            if moment(item["expires_at"]) <= now:
                continue
            if item["sk"]["S"].startswith(DELIVERY):
                deliveries[item["sk"]["S"]] = _delivery(item)
            else:
                watchers.append(_watcher(item))
        return Audience(watchers=watchers, deliveries=list(deliveries.values()))

    def begin(self, delivery: Delivery) -> None:
        note = {
            "guilds": {"SS": [str(guild_id) for guild_id in sorted(delivery.guild_ids)]},
            "until": seconds(delivery.until),
            "expires_at": seconds(delivery.until + DELIVERY_NOTE_LIFETIME),
        }
        with store_errors():
            for key in delivery_keys(delivery, self._plan):
                self._client.put_item(TableName=self._table, Item=key | note)

    def end(self, delivery: Delivery) -> None:
        delete_all(self._client, self._table, delivery_keys(delivery, self._plan))

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


def _delivery(item: dict[str, Any]) -> Delivery:
    batch_id, _, part = item["sk"]["S"].removeprefix(DELIVERY).partition("#")
    return Delivery(
        batch_id=batch_id,
        part=int(part),
        guild_ids=frozenset(map(parse_snowflake, item["guilds"]["SS"])),
        until=moment(item["until"]),
    )


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
        shows=Shown(subject=item["subject"]["S"], name=item["shown_by"]["S"]) if "subject" in item else None,
    )
