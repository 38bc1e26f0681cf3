"""Counts what could not be kept, so that every loss is a known one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

import aiosqlite
import msgspec

_UPSERT: Final = """
    INSERT INTO gaps (guild_id, reason, first_at, last_at, events) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (guild_id, reason) DO UPDATE SET
        first_at = min(first_at, excluded.first_at),
        last_at = max(last_at, excluded.last_at),
        events = events + excluded.events
"""


class GapReason(StrEnum):
    SPOOL_FULL = "spool_full"
    DISK_TOO_SLOW = "disk_too_slow"
    SPOOL_DAMAGED = "spool_damaged"
    BATCH_REFUSED = "batch_refused"


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What a guild lost: between two moments (milliseconds since 1970), this many events; 0 where nobody can count."""

    guild_id: int
    reason: GapReason
    first_at: int
    last_at: int
    events: int


def gaps_of(guild_ids: Iterable[int], reason: GapReason, now_ms: int) -> list[Gap]:
    """Return a gap per guild for events of these guilds, one id an event."""
    return [
        Gap(guild_id=guild_id, reason=reason, first_at=now_ms, last_at=now_ms, events=events)
        for guild_id, events in Counter(guild_ids).items()
    ]


class GapLedger:
    """Gaps that are not in the spool yet: on a full disk they cannot be written at once."""

    def __init__(self) -> None:
        self._unwritten: dict[tuple[int, GapReason], Gap] = {}

    def note(self, gaps: Iterable[Gap]) -> None:
        for gap in gaps:
            self._add(gap)

    def take(self) -> list[Gap]:
        """Hand out what is to be written now."""
        gaps, self._unwritten = list(self._unwritten.values()), {}
        return gaps

    def _add(self, gap: Gap) -> None:
        known = self._unwritten.get((gap.guild_id, gap.reason), gap)
        self._unwritten[gap.guild_id, gap.reason] = Gap(
            guild_id=gap.guild_id,
            reason=gap.reason,
            first_at=min(known.first_at, gap.first_at),
            last_at=max(known.last_at, gap.last_at),
            events=gap.events + (0 if known is gap else known.events),
        )


async def write_gaps(db: aiosqlite.Connection, gaps: Sequence[Gap]) -> None:
    if gaps:
        await db.executemany(_UPSERT, [msgspec.structs.astuple(gap) for gap in gaps])


async def read_gaps(db: aiosqlite.Connection) -> list[Gap]:
    async with db.execute("SELECT guild_id, reason, first_at, last_at, events FROM gaps ORDER BY guild_id") as cursor:
        return [
            Gap(guild_id=row[0], reason=GapReason(row[1]), first_at=row[2], last_at=row[3], events=row[4])
            async for row in cursor
        ]
