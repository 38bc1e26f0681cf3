"""A timer: what is to be lifted, when, and how far that is."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.features.cases.model import Named
from shared.kernel.snowflakes import Snowflake


class TimerKind(StrEnum):
    """`ban`: lift it; `role_given`: take the role; `role_taken`: give it back."""

    BAN = "ban"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"


class TimerState(StrEnum):
    """A claimed one is being lifted; a failed one was refused by Discord, and is tried again while it has a time."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    FAILED = "failed"


class TimerView(msgspec.Struct, frozen=True, kw_only=True):
    """A timer as moderators see it. `role_id` is of roles alone.

    `code` says why the last attempt failed; `next_try_at` is None where no further one comes by itself.
    """

    id: str
    kind: TimerKind
    user_id: Snowflake
    role_id: Snowflake | None
    due_at: datetime
    case_number: int
    set_by: Named
    set_at: datetime
    state: TimerState
    attempts: int
    code: str | None
    next_try_at: datetime | None


class Timer(TimerView, frozen=True, kw_only=True):
    """The one timer of its guild, user, kind and role. `revision` rises with every change, and fences late writers.

    `tried`: it may have been lifted already, by a worker that did not live to say so. `joined_at`: the rejoining with
    which the role was given again last.
    """

    guild_id: Snowflake
    revision: int
    tried: bool = False
    joined_at: datetime | None = None


class TimerPage(msgspec.Struct, frozen=True, kw_only=True):
    """Those that failed first, then by when they are due."""

    items: list[TimerView]
    next_cursor: str | None


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Where a timer is that may be due."""

    guild_id: Snowflake
    place: str
    next_try_at: datetime


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """The timers that may be due, the longest waiting first, and Discord's time then."""

    now: datetime
    places: list[Due]


class Standing(StrEnum):
    """How what a timer lifts is at Discord. `foreign`: somebody else set it since; `away`: the member has left."""

    OURS = "ours"
    FOREIGN = "foreign"
    GONE = "gone"
    AWAY = "away"


class RoleChange(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of Discord's audit log: who gave a member a role, or took it."""

    by_us: bool
    role_ids: frozenset[Snowflake]
