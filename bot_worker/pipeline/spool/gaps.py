"""Counts what could not be kept, so that every loss is a known one, and says so as events."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from shared.kernel import json
from shared.kernel.events import Event, EventType, GapData, GapReason
from shared.kernel.snowflakes import Snowflake

ANY_KIND: Final = ""  # nobody can tell what kinds are missing

_UPSERT: Final = """
    INSERT INTO gaps (guild_id, reason, kind, first_at, last_at, events) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (guild_id, reason, kind) DO UPDATE SET
        first_at = min(first_at, excluded.first_at),
        last_at = max(last_at, excluded.last_at),
        events = events + excluded.events
"""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What a guild lost of one kind: between two moments (milliseconds since 1970), this many events.

    `events` is 0 where nobody can count.
    """

    guild_id: int
    reason: GapReason
    kind: str
    first_at: int
    last_at: int
    events: int


class Loss(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event that is not kept; `timestamp`, in milliseconds since 1970, is its own."""

    guild_id: int
    kind: str
    timestamp: int


class _Envelope(msgspec.Struct):
    """The part of an encoded event that tells what is lost with it."""

    type: str
    timestamp: int


_envelope: Final = msgspec.json.Decoder(_Envelope)


def loss_of(guild_id: int, body: bytes) -> Loss:
    said = _envelope.decode(body)
    return Loss(guild_id=guild_id, kind=said.type, timestamp=said.timestamp)


class GapLedger:
    """Gaps that are not in the file yet: on a full disk they cannot be written at once."""

    def __init__(self) -> None:
        self._unwritten: dict[tuple[int, GapReason, str], Gap] = {}

    def __bool__(self) -> bool:
        return bool(self._unwritten)

    def note(self, gaps: Iterable[Gap]) -> None:
        for gap in gaps:
            key = (gap.guild_id, gap.reason, gap.kind)
            known = self._unwritten.get(key)
            self._unwritten[key] = gap if known is None else _joined(known, gap)

    def take(self) -> list[Gap]:
        """Hand out what is to be written now."""
        gaps, self._unwritten = list(self._unwritten.values()), {}
        return gaps


def gaps_of(losses: Iterable[Loss], reason: GapReason) -> list[Gap]:
    """Return what these losses come to, by guild and kind."""
    ledger = GapLedger()
    ledger.note(
        Gap(
            guild_id=loss.guild_id,
            reason=reason,
            kind=loss.kind,
            first_at=loss.timestamp,
            last_at=loss.timestamp,
            events=1,
        )
        for loss in losses
    )
    return ledger.take()


def write_gaps(db: sqlite3.Connection, gaps: Sequence[Gap]) -> None:
    if gaps:
        db.executemany(_UPSERT, [msgspec.structs.astuple(gap) for gap in gaps])


def read_gaps(db: sqlite3.Connection) -> list[Gap]:
    rows = db.execute(
        "SELECT guild_id, reason, kind, first_at, last_at, events FROM gaps ORDER BY guild_id, reason, kind"
    )
    return [
        Gap(guild_id=row[0], reason=GapReason(row[1]), kind=row[2], first_at=row[3], last_at=row[4], events=row[5])
        for row in rows
    ]


def take_gaps(db: sqlite3.Connection, most: int) -> list[Event]:
    """Turn this many gaps, of one guild and reason each, into the events that report them."""
    whose = db.execute("SELECT DISTINCT guild_id, reason FROM gaps ORDER BY guild_id, reason LIMIT ?", (most,))
    return [_take_gap(db, guild_id, GapReason(reason)) for guild_id, reason in whose.fetchall()]


def _take_gap(db: sqlite3.Connection, guild_id: int, reason: GapReason) -> Event:
    whose = (guild_id, reason)
    rows = db.execute(
        "SELECT kind, first_at, last_at, events FROM gaps WHERE guild_id = ? AND reason = ? ORDER BY kind", whose
    ).fetchall()
    db.execute("DELETE FROM gaps WHERE guild_id = ? AND reason = ?", whose)
    kinds = [kind for kind, *_ in rows]
    data = GapData(
        reason=reason,
        kinds=[] if ANY_KIND in kinds else kinds,
        first_at=min(first for _, first, _, _ in rows),
        last_at=max(last for _, _, last, _ in rows),
        events=sum(events for *_, events in rows),
    )
    return Event(
        id=f"{EventType.GAP}:{guild_id}:{reason}:{data.first_at}",
        type=EventType.GAP,
        guild_id=Snowflake(guild_id),
        data=msgspec.Raw(json.encode(data)),
        timestamp=data.last_at,
    )


def _joined(one: Gap, other: Gap) -> Gap:
    return msgspec.structs.replace(
        one,
        first_at=min(one.first_at, other.first_at),
        last_at=max(one.last_at, other.last_at),
        events=one.events + other.events,
    )
