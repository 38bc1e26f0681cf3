"""The table `actions`: by guild, and by what was acted on."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from shared.adapters.dynamodb import store_errors
from shared.adapters.queries import read_page
from shared.config.sections import AwsConfig
from shared.features.actions.model import Action, ActionKind, ActionPage
from shared.kernel import json
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

LIFETIME: Final = timedelta(days=400)  # longer than Discord keeps its audit log, which is 45 days
ITEMS_PER_QUERY: Final = 200
MOST_QUERIES: Final = 5  # for one page: a filter that leaves out nearly everything goes on with the next page

_action: Final = json.Decoder(Action)


class ActionTable:
    def __init__(self, client: "DynamoDBClient", aws: AwsConfig) -> None:
        self._client = client
        self._table = f"{aws.table_prefix}actions"

    def put(self, action: Action) -> None:
        with store_errors():
            self._client.put_item(TableName=self._table, Item=_item(action))

    def find(self, guild_id: Snowflake, action_id: str) -> Action:
        with store_errors():
            answer = self._client.get_item(TableName=self._table, Key=_key(guild_id, action_id), ConsistentRead=True)
        if "Item" not in answer:
            raise NotFoundError
        return _read(answer["Item"])

    def mark_undone(self, guild_id: Snowflake, action_id: str, by: str) -> None:
        self._update(guild_id, action_id, by, "SET undone_by = :by", "attribute_not_exists(undone_by)")

    def unmark_undone(self, guild_id: Snowflake, action_id: str, by: str) -> None:
        with suppress(ConflictError):
            self._update(guild_id, action_id, by, "REMOVE undone_by", "undone_by = :by")

    def _update(self, guild_id: Snowflake, action_id: str, by: str, change: str, condition: str) -> None:
        with store_errors():
            self._client.update_item(
                TableName=self._table,
                Key=_key(guild_id, action_id),
                UpdateExpression=change,
                ConditionExpression=f"attribute_exists(id) AND (undone_by = :by OR {condition})",
                ExpressionAttributeValues={":by": {"S": by}},
            )

    def page(
        self,
        guild_id: Snowflake,
        *,
        before: str | None,
        limit: int,
        actor_id: Snowflake | None,
        kind: ActionKind | None,
    ) -> ActionPage:
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "guild_id = :key AND id < :before",
            "ExpressionAttributeValues": {":key": {"S": str(guild_id)}, ":before": {"S": before or _ABOVE_ALL}},
            "ConsistentRead": True,
        }
        return self._page(request, limit, _filter(actor_id, kind))

    def page_of_target(self, guild_id: Snowflake, target_id: str, *, before: str | None, limit: int) -> ActionPage:
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "by_target",
            "KeyConditionExpression": "target = :key AND id < :before",
            "ExpressionAttributeValues": {
                ":key": {"S": _target(guild_id, target_id)},
                ":before": {"S": before or _ABOVE_ALL},
            },
        }
        return self._page(request, limit, {})

    def _page(self, request: dict[str, Any], limit: int, values: dict[str, Any]) -> ActionPage:
        """Read until the page is full, or for as long as is fair to whoever waits."""
        request = {**request, "ScanIndexForward": False, "Limit": ITEMS_PER_QUERY}
        if values:
            request["FilterExpression"] = " AND ".join(f"{name[1:]} = {name}" for name in values)
            request["ExpressionAttributeValues"] = {**request["ExpressionAttributeValues"], **values}
        items: list[Action] = []
        following: Any = request
        for _ in range(MOST_QUERIES):
            if following is None or len(items) > limit:
                break
            found, following = read_page(self._client, following)
            items += map(_read, found)
        if len(items) > limit:
            return ActionPage(items=items[:limit], next_cursor=items[limit - 1].id)
        return ActionPage(items=items, next_cursor=following["ExclusiveStartKey"]["id"]["S"] if following else None)


_ABOVE_ALL: Final = "~"  # sorts after every ULID


def _filter(actor_id: Snowflake | None, kind: ActionKind | None) -> dict[str, Any]:
    given = {":actor_id": actor_id, ":kind": kind}
    return {name: {"S": str(value)} for name, value in given.items() if value is not None}


def _target(guild_id: Snowflake, target_id: str) -> str:
    return f"{guild_id}#{target_id}"


def _key(guild_id: Snowflake, action_id: str) -> dict[str, Any]:
    return {"guild_id": {"S": str(guild_id)}, "id": {"S": action_id}}


def _item(action: Action) -> dict[str, Any]:
    """What can be asked for, or changes later, stands beside the action, which is one JSON text."""
    return {
        **_key(action.guild_id, action.id),
        "target": {"S": _target(action.guild_id, action.target.id)},
        "actor_id": {"S": str(action.actor_id)},
        "kind": {"S": action.kind},
        "action": {"S": json.encode(action).decode()},
        "expires_at": {"N": str(_seconds(action.at + LIFETIME))},
    }


def _read(item: dict[str, Any]) -> Action:
    action = _action.decode(item["action"]["S"])
    return replace(action, undone_by=item["undone_by"]["S"]) if "undone_by" in item else action


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
