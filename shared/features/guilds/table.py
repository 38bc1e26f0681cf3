"""The table `guilds`: one item per guild that a bot ever saw."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.adapters.dynamodb import store_errors
from shared.adapters.threads import in_parallel
from shared.config.sections import AwsConfig
from shared.features.guilds.model import GuildRecord
from shared.features.guilds.rules import text_range
from shared.kernel.effects import DeactivateGuild, UpsertGuild
from shared.kernel.errors import ConflictError, NotFoundError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, QueryInputTypeDef, UpdateItemInputTypeDef

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BATCH_GET: Final = 100  # docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
_ROUNDS: Final = 5  # how often we ask for what DynamoDB left out of an answer
_UPSERT: Final = (
    "SET bot_id = :bot_id, #name = :name, icon = :icon, owner_id = :owner_id, member_count = :member_count,"
    " is_active = :is_active, seen_at = :seen_at, bot_added_at = if_not_exists(bot_added_at, :seen_at)"
)
_DEACTIVATE: Final = (  # the next upsert is a new arrival; until then we still tell when the last one was
    "SET is_active = :is_active, seen_at = :seen_at, last_added_at = if_not_exists(bot_added_at, last_added_at)"
    " REMOVE bot_added_at"
)


class GuildTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}guilds"

    def write(self, changes: Sequence[UpsertGuild | DeactivateGuild]) -> None:
        in_parallel(self._write, [self._request(change) for change in changes])

    def _write(self, request: "UpdateItemInputTypeDef") -> None:
        with suppress(ConflictError), store_errors():  # a later moment is recorded: nothing to do
            self._client.update_item(**request)

    def _request(self, change: UpsertGuild | DeactivateGuild) -> "UpdateItemInputTypeDef":
        seen_at = _moment(change.seen_at)
        if isinstance(change, DeactivateGuild):
            return {
                "TableName": self._table,
                "Key": _key(change.guild_id),
                "UpdateExpression": _DEACTIVATE,
                "ConditionExpression": "bot_id = :bot_id AND seen_at <= :seen_at",
                "ExpressionAttributeValues": {
                    ":bot_id": {"S": str(change.bot_id)},
                    ":is_active": {"BOOL": False},
                    ":seen_at": seen_at,
                },
            }
        guild = change.guild
        return {
            "TableName": self._table,
            "Key": _key(guild.id),
            "UpdateExpression": _UPSERT,
            "ConditionExpression": "attribute_not_exists(guild_id) OR seen_at <= :seen_at",
            "ExpressionAttributeNames": {"#name": "name"},
            "ExpressionAttributeValues": {
                ":bot_id": {"S": str(change.bot_id)},
                ":name": {"S": guild.name},
                ":icon": {"NULL": True} if guild.icon is None else {"S": guild.icon},
                ":owner_id": {"S": str(guild.owner_id)},
                ":member_count": {"N": str(guild.member_count)},
                ":is_active": {"BOOL": True},
                ":seen_at": seen_at,
            },
        }

    def active_of(self, bot_id: Snowflake, after: Snowflake, last: Snowflake) -> list[Snowflake]:
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "IndexName": "by_bot",
            "KeyConditionExpression": "bot_id = :bot_id",
            "FilterExpression": "is_active = :is_active",
            "ProjectionExpression": "guild_id",
            "ExpressionAttributeValues": {":bot_id": {"S": str(bot_id)}, ":is_active": {"BOOL": True}},
        }
        if texts := text_range(after, last):
            request["KeyConditionExpression"] = "bot_id = :bot_id AND guild_id BETWEEN :low AND :high"
            request["ExpressionAttributeValues"] = {
                **request["ExpressionAttributeValues"],
                ":low": {"S": texts[0]},
                ":high": {"S": texts[1]},
            }
        return [guild_id for guild_id in self._guild_ids(request) if after < guild_id <= last]

    def _guild_ids(self, request: "QueryInputTypeDef") -> Iterator[Snowflake]:
        while True:
            with store_errors():
                page = self._client.query(**request)
            for item in page["Items"]:
                yield Snowflake(item["guild_id"]["S"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def load(self, guild_id: Snowflake) -> GuildRecord:
        with store_errors():
            found = self._client.get_item(TableName=self._table, Key=_key(guild_id))
        if "Item" not in found:
            raise NotFoundError
        return _record(found["Item"])

    def load_many(self, guild_ids: Sequence[Snowflake]) -> list[GuildRecord]:
        keys = [_key(guild_id) for guild_id in guild_ids]
        return [
            _record(item)
            for start in range(0, len(keys), _BATCH_GET)
            for item in self._batch(keys[start : start + _BATCH_GET])
        ]

    def _batch(self, keys: list[dict[str, "AttributeValueTypeDef"]]) -> Iterator[dict[str, "AttributeValueTypeDef"]]:
        wanted: dict[str, Any] = {self._table: {"Keys": keys}}
        for _ in range(_ROUNDS):
            with store_errors():
                found = self._client.batch_get_item(RequestItems=wanted)
            yield from found["Responses"].get(self._table, [])
            wanted = found["UnprocessedKeys"]
            if not wanted:
                return
        raise StoreUnavailableError


def _key(guild_id: Snowflake) -> dict[str, "AttributeValueTypeDef"]:
    return {"guild_id": {"S": str(guild_id)}}


def _moment(moment: datetime) -> "AttributeValueTypeDef":
    return {"N": str((moment - _EPOCH) // timedelta(milliseconds=1))}


def _datetime(value: "AttributeValueTypeDef") -> datetime:
    return _EPOCH + timedelta(milliseconds=int(value["N"]))


def _record(item: dict[str, "AttributeValueTypeDef"]) -> GuildRecord:
    return GuildRecord(
        id=Snowflake(item["guild_id"]["S"]),
        bot_id=Snowflake(item["bot_id"]["S"]),
        name=item["name"]["S"],
        icon=item["icon"].get("S"),
        owner_id=Snowflake(item["owner_id"]["S"]),
        member_count=int(item["member_count"]["N"]),
        is_active=item["is_active"]["BOOL"],
        bot_added_at=_datetime(item["bot_added_at"] if "bot_added_at" in item else item["last_added_at"]),
        seen_at=_datetime(item["seen_at"]),
    )
