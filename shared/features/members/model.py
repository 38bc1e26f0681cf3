"""Members as people see and change them."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.actions.authors import Why
from shared.features.actions.model import Action
from shared.features.members.people import Person
from shared.kernel.member_lists import Moment
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent


class MemberSource(StrEnum):
    """Who told: the bot, which knows all members, or Discord, which lists them without any filter."""

    BOT = "bot"
    DISCORD = "discord"


class ListedMember(Person, frozen=True, kw_only=True):
    """A member; `role_ids` are without @everyone."""

    nick: str | None
    role_ids: list[Snowflake]
    joined_at: datetime | None
    timed_out_until: datetime | None
    pending: bool


class MemberList(msgspec.Struct, frozen=True, kw_only=True):
    """A page. `total` counts all that were found, where the bot told.

    `progress`: how far the bot has gathered the members, from 0 to 1; until it has them there are none in the list.
    """

    items: list[ListedMember]
    next_cursor: str | None
    total: int | None
    source: MemberSource
    progress: float | None


class MemberDetail(ListedMember, frozen=True, kw_only=True):
    """A member with what their roles let them do in the guild as a whole, by Discord's names of permissions."""

    created_at: datetime
    owner: bool
    top_role_id: Snowflake | None
    permissions: list[str]


class MemberHistory(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to a user by way of Guildhall, and what happened to them; the latest of both, newest first."""

    actions: list[Action]
    events: list[StoredEvent]


class MemberChangeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; None or an empty text takes the nick away, None ends a timeout, `role_ids` are all of them."""

    nick: str | UnsetType | None = UNSET
    role_ids: list[Snowflake] | UnsetType = UNSET
    timed_out_until: Moment | UnsetType | None = UNSET
    reason: Why | None = None


class TimeoutBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when the member may not speak; None: they may again."""

    until: Moment | None
    reason: Why | None = None
