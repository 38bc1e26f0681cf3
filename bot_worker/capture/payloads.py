"""What several of Discord's payloads have in them (discord.com/developers/docs/events/gateway-events)."""

from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from shared.kernel import json
from shared.kernel.events import MessageAuthor, UserView
from shared.kernel.snowflakes import DISCORD_EPOCH, Snowflake

T = TypeVar("T")
_DISCORD_EPOCH_MS: Final = int(DISCORD_EPOCH.timestamp() * 1000)


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A user object."""

    id: Snowflake
    username: str
    global_name: str | None = None
    avatar: str | None = None
    bot: bool = False


class Thing(msgspec.Struct, frozen=True):
    """Something of which nothing is read."""


def read(payload: dict[str, Any], kind: type[T]) -> T:
    """Raise `InvalidInputError`, which quotes no value, where the payload is not what Discord documents."""
    return json.convert(payload, kind)


def view_of(user: User) -> UserView:
    return UserView(id=user.id, username=user.username, global_name=user.global_name, avatar=user.avatar, bot=user.bot)


def author_of(user: User) -> MessageAuthor:
    return MessageAuthor(id=user.id, username=user.username, global_name=user.global_name, avatar=user.avatar)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def created_ms(snowflake: int) -> int:
    return (snowflake >> 22) + _DISCORD_EPOCH_MS
