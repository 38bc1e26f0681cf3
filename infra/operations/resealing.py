"""Encrypt anew, with the latest key, what an older one encrypted. What is done already is passed over."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from shared.adapters.dynamodb import store_errors
from shared.adapters.encryption import Encryption
from shared.features.messages.service import owner_of_key
from shared.kernel.errors import ConflictError, SealBrokenError
from shared.kernel.snowflakes import parse_snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_PROGRESS_EVERY: Final = 500


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """Where sealed texts are: a table's key and field, and how an item's owner (the associated data) is told."""

    table: str
    key: str
    field: str
    owner: Callable[[str], str]


SEALED: Final = (
    Sealed(table="users", key="user_id", field="sealed_grant", owner=str),
    Sealed(
        table="guild_keys",
        key="guild_id",
        field="wrapped",
        owner=lambda guild_id: owner_of_key(parse_snowflake(guild_id)),
    ),
)


class Resealed(msgspec.Struct, frozen=True, kw_only=True):
    """`unreadable` are those that no key of ours opens; they stay as they are."""

    changed: int = 0
    done_before: int = 0
    unreadable: int = 0


def reseal_all(
    client: "DynamoDBClient", table_prefix: str, encryption: Encryption, say: Callable[[str], None]
) -> dict[str, Resealed]:
    """Do every table; return what happened by table."""
    return {place.table: _reseal_table(client, table_prefix, place, encryption, say) for place in SEALED}


def _reseal_table(
    client: "DynamoDBClient", table_prefix: str, place: Sealed, encryption: Encryption, say: Callable[[str], None]
) -> Resealed:
    table = table_prefix + place.table
    done = Resealed()
    for number, (key, sealed) in enumerate(_items(client, table, place), start=1):
        done = _counted(done, _reseal(client, table, place, key, sealed, encryption))
        if number % _PROGRESS_EVERY == 0:
            say(f"  {table}: {number} items looked at, {done.changed} encrypted anew")
    say(f"  {table}: {done.changed} encrypted anew, {done.done_before} were, {done.unreadable} unreadable")
    return done


def _items(client: "DynamoDBClient", table: str, place: Sealed) -> Iterator[tuple[str, str]]:
    """Yield the key and the sealed text of every item that has one."""
    request: Any = {
        "TableName": table,
        "ConsistentRead": True,
        "ProjectionExpression": "#key, #field",
        "FilterExpression": "attribute_exists(#field)",
        "ExpressionAttributeNames": {"#key": place.key, "#field": place.field},
    }
    with store_errors():
        for page in client.get_paginator("scan").paginate(**request):
            for item in page["Items"]:
                yield item[place.key]["S"], item[place.field]["S"]


def _reseal(
    client: "DynamoDBClient", table: str, place: Sealed, key: str, sealed: str, encryption: Encryption
) -> bool | None:
    """Return whether it was changed, None where it cannot be read.

    Somebody who changed it meanwhile has sealed it with the latest key: every process has that one first by now.
    """
    if encryption.is_latest(sealed):
        return False
    try:
        plain = encryption.open(sealed, place.owner(key))
    except SealBrokenError:
        return None
    try:
        with store_errors():
            client.update_item(
                TableName=table,
                Key={place.key: {"S": key}},
                UpdateExpression="SET #field = :after",
                ConditionExpression="#field = :before",
                ExpressionAttributeNames={"#field": place.field},
                ExpressionAttributeValues={
                    ":before": {"S": sealed},
                    ":after": {"S": encryption.seal(plain, place.owner(key))},
                },
            )
    except ConflictError:
        return False
    return True


def _counted(done: Resealed, changed: bool | None) -> Resealed:
    field = {True: "changed", False: "done_before", None: "unreadable"}[changed]
    return msgspec.structs.replace(done, **{field: getattr(done, field) + 1})
