"""What an entry of Discord's audit log says was done."""

from datetime import datetime
from enum import IntEnum

import msgspec

from shared.features.cases.model import CaseKind
from shared.features.timers.model import TimerKind
from shared.kernel.attribution import Attribution
from shared.kernel.snowflakes import Snowflake


class Logged(IntEnum):
    """discord.com/developers/docs/resources/audit-log#audit-log-events"""

    KICK = 20
    BAN = 22
    UNBAN = 23
    MEMBER_UPDATE = 24
    ROLES = 25


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done to a user. `kind` is None for what makes no case, as other roles do not.

    `credit` is whoever is behind a bot; `is_ours`: our own bot did it. `given` and `taken` are roles.
    """

    guild_id: Snowflake
    entry_id: Snowflake
    kind: CaseKind | None
    user_id: Snowflake
    actor_id: Snowflake | None
    is_ours: bool
    credit: Attribution | None
    reason: str | None
    at: datetime
    until: datetime | None = None
    given: frozenset[Snowflake] = frozenset()
    taken: frozenset[Snowflake] = frozenset()


class Overruled(msgspec.Struct, frozen=True, kw_only=True):
    """Timers that somebody's doing leaves nothing to do: of these kinds, and of these roles alone."""

    kinds: tuple[TimerKind, ...]
    role_ids: frozenset[Snowflake] | None
    lifted: bool
