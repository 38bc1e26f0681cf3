"""Users as people see them, wherever they are named."""

import msgspec

from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A user of Discord; `avatar` is Discord's hash of the image."""

    user_id: Snowflake
    username: str
    global_name: str | None
    avatar: str | None
    bot: bool


def person_of(user: User) -> Person:
    return Person(
        user_id=user.id, username=user.username, global_name=user.global_name, avatar=user.avatar, bot=user.bot
    )
