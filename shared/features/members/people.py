"""Users as people see them, wherever they are named."""

from typing import TYPE_CHECKING

import msgspec

from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:  # routes know these types, and a start is not to load what talks to Discord
    from shared.adapters.discord.resources.users import User


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A user of Discord; `avatar` is Discord's hash of the image."""

    user_id: Snowflake
    username: str
    global_name: str | None
    avatar: str | None
    bot: bool


def person_of(user: "User") -> Person:
    return Person(
        user_id=user.id, username=user.username, global_name=user.global_name, avatar=user.avatar, bot=user.bot
    )
