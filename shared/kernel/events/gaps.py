"""The data of a known gap."""

from enum import StrEnum

import msgspec


class GapReason(StrEnum):
    """Why events are missing."""

    OFFLINE = "offline"
    SPOOL_FULL = "spool_full"
    DISK_TOO_SLOW = "disk_too_slow"
    SPOOL_DAMAGED = "spool_damaged"
    BATCH_REFUSED = "batch_refused"


class GapData(msgspec.Struct, frozen=True, kw_only=True):
    """What of a guild was not seen between two moments (milliseconds since 1970).

    `kinds` are the event types that are missing, any of them where it is empty; `events` how many, 0 where nobody can
    tell.
    """

    reason: GapReason
    kinds: list[str]
    first_at: int
    last_at: int
    events: int
