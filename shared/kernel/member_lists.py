"""What may be asked about a guild's members, and a page of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from shared.kernel.snowflakes import Snowflake

MAX_PAGE: Final = 100
MAX_TEXT: Final = 100
MAX_CURSOR: Final = 512


Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class MemberSort(StrEnum):
    """By what is shown as a name, by when they joined, or by the age of the account; with a minus, downwards."""

    NAME = "name"
    NAME_DOWN = "-name"
    JOINED = "joined"
    JOINED_DOWN = "-joined"
    CREATED = "created"
    CREATED_DOWN = "-created"


class MemberFilter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is given must hold. `text`: a part of the user name, the global name or the nick, or a whole id.

    Times are bounds, the earlier one included.
    """

    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""
    user_ids: Annotated[list[Snowflake], msgspec.Meta(max_length=MAX_PAGE)] = []
    role_id: Snowflake | None = None
    joined_after: Moment | None = None
    joined_before: Moment | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None
    timed_out: bool | None = None
    bot: bool | None = None


class MemberProfile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member; `avatar` is Discord's hash of the user's image, `role_ids` are without @everyone."""

    user_id: Snowflake
    username: str
    global_name: str | None = None
    avatar: str | None = None
    bot: bool = False
    nick: str | None = None
    role_ids: list[Snowflake] = []
    joined_at: datetime | None = None
    timed_out_until: datetime | None = None
    pending: bool = False


class MemberPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`total` counts all that the filter finds. While the bot gathers the members: none, and how far it is (0 to 1)."""

    items: list[MemberProfile] = []
    total: int = 0
    next_cursor: str | None = None
    progress: float | None = None
