"""Roll-ups as they are stored, and the hours that people see."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.kernel.snowflakes import Snowflake


class RollUp(msgspec.Struct, frozen=True, kw_only=True):
    """What was stored of one guild bucket in one hour, counted: `packed` is `rules.tally.pack`'s.

    `through` is the last batch that was counted; `is_final`: counted whole, after the hour had ended. `revision` rises
    with every change.
    """

    bucket: int
    hour: datetime
    through: str
    packed: bytes
    is_final: bool
    revision: int = 1


class LateBatch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch that was stored in an hour that had been counted for good."""

    bucket: int
    hour: datetime
    batch_id: str


class HourActivity(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a guild from `hour` on, for one hour; `active_members` wrote something."""

    hour: datetime
    messages: int
    joins: int
    leaves: int
    moderation_actions: int
    active_members: int


class ModerationKind(StrEnum):
    """What moderators do, as the audit log tells it."""

    KICK = "kick"
    BAN = "ban"
    UNBAN = "unban"
    TIMEOUT = "timeout"
    TIMEOUT_END = "timeout_end"
    MESSAGE_DELETE = "message_delete"
    MESSAGE_DELETE_BULK = "message_delete_bulk"


class ModeratorTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What one moderator did in the hours asked for, by kind; `name` is None of whom no case tells one."""

    user_id: Snowflake
    name: str | None
    total: int
    kinds: dict[ModerationKind, int]


class ModeratorsView(msgspec.Struct, frozen=True, kw_only=True):
    """The busiest first; `counted_until` is None before the first roll-up."""

    items: list[ModeratorTotals]
    counted_until: datetime | None


class ActivityView(msgspec.Struct, frozen=True, kw_only=True):
    """Every hour that was asked for, oldest first; `counted_until` is None before the first roll-up."""

    hours: list[HourActivity]
    counted_until: datetime | None
