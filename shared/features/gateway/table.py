"""Connections, and what bots registered with. `keys` tells what the table looks like."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import delete_all, query
from shared.config.sections import AwsConfig
from shared.features.gateway.keys import Item, bot_key, connection_key, keys_of, moment, seconds, user_key
from shared.features.gateway.model import BotConnection, Connection, ConnectionKind
from shared.kernel import json
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

_bot: Final = json.Decoder(BotConnection)


class ConnectionTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig, plan: BucketPlan) -> None:
        self._client = client
        self._plan = plan
        self._table = f"{aws.table_prefix}connections"

    def add(self, connection: Connection) -> None:
        """Note it with its login first: a connection that is there is found when its login ends."""
        if connection.login_id:
            self._put(user_key(connection) | {"expires_at": seconds(connection.expires_at)})
        self._put(
            connection_key(connection.id)
            | {
                "kind": {"S": connection.kind},
                "owner_id": {"S": str(connection.owner_id)},
                "login_id": {"S": connection.login_id},
                "connected_at": {"S": connection.connected_at.isoformat()},
                "expires_at": seconds(connection.expires_at),
            }
        )

    def load(self, connection_id: str) -> Connection:
        with store_errors():
            answer = self._client.get_item(
                TableName=self._table, Key=connection_key(connection_id), ConsistentRead=True
            )
        if "Item" not in answer:
            raise NotFoundError("The connection has ended.")
        return _connection(connection_id, answer["Item"])

    def forget(self, connection_id: str) -> None:
        with store_errors():
            answer = self._client.delete_item(
                TableName=self._table, Key=connection_key(connection_id), ReturnValues="ALL_OLD"
            )
        if "Attributes" in answer:
            connection = _connection(connection_id, answer["Attributes"])
            delete_all(self._client, self._table, keys_of(connection, self._plan))

    def of_user(self, user_id: Snowflake, login_id: str = "") -> list[str]:
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)" if login_id else "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": f"user#{user_id}"}}
            | ({":sk": {"S": f"{login_id}#"}} if login_id else {}),
        }
        return [item["sk"]["S"].rpartition("#")[2] for item in query(self._client, request)]

    def register(self, bot: BotConnection, expires_at: datetime) -> None:
        self._put(
            bot_key(bot.bot_id, bot.connection_id)
            | {
                "bot": {"S": json.encode(bot).decode()},
                "seen_at": seconds(bot.seen_at),
                "expires_at": seconds(expires_at),
            }
        )

    def bots(self, bot_id: Snowflake | None = None) -> list[BotConnection]:
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)" if bot_id else "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "bots"}} | ({":sk": {"S": f"{bot_id}#"}} if bot_id else {}),
        }
        return [_bot_connection(item) for item in query(self._client, request)]

    def renew(self, connection_id: str, expires_at: datetime) -> None:
        self._update(connection_key(connection_id), {"expires_at": seconds(expires_at)})

    def renew_bot(self, connection_id: str, bot_id: Snowflake, seen_at: datetime, expires_at: datetime) -> None:
        times = {"seen_at": seconds(seen_at), "expires_at": seconds(expires_at)}
        self._update(bot_key(bot_id, connection_id), times)

    def _put(self, item: Item) -> None:
        with store_errors():
            self._client.put_item(TableName=self._table, Item=item)

    def _update(self, key: Item, values: Item) -> None:
        """Change an item if it is there; it may have ended meanwhile."""
        with suppress(ConflictError), store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=key,
                UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in values),
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
            )


def _connection(connection_id: str, item: dict[str, Any]) -> Connection:
    return Connection(
        id=connection_id,
        kind=ConnectionKind(item["kind"]["S"]),
        owner_id=parse_snowflake(item["owner_id"]["S"]),
        connected_at=datetime.fromisoformat(item["connected_at"]["S"]),
        expires_at=moment(item["expires_at"]),
        login_id=item["login_id"]["S"] if "login_id" in item else "",
        guilds=frozenset(map(parse_snowflake, item["guilds"]["SS"] if "guilds" in item else [])),
    )


def _bot_connection(item: dict[str, Any]) -> BotConnection:
    return replace(_bot.decode(item["bot"]["S"]), seen_at=moment(item["seen_at"]))
