"""The way into the spool's file: what is new, and where there is no room for all of it, what is worth the most."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from bot_worker.pipeline.spool import statements
from bot_worker.pipeline.spool.admission import Admission
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.gaps import gaps_of, loss_of, take_gaps, write_gaps
from bot_worker.pipeline.spool.holdings import Holdings
from bot_worker.pipeline.spool.journal import Journal, loss_of_entry
from bot_worker.pipeline.spool.places import TURN_BITS
from bot_worker.pipeline.spool.records import ROW_BYTES, Row, SpoolEntry, size_of
from bot_worker.pipeline.spool.shedding import EVICT_BYTES, fit, to_evict
from bot_worker.pipeline.spool.values import value_of
from shared.kernel import json
from shared.kernel.events import Event, GapReason

GAPS_AT_ONCE: Final = 100


class _Outcome(msgspec.Struct, frozen=True, kw_only=True):
    rows: list[Row]
    refused: list[SpoolEntry]
    evicted: list[Row]


class Arrivals:
    """One append at a time. While one evicts, `evicting` is held: nobody may then take events to close them."""

    def __init__(self, journal: Journal, holdings: Holdings, *, max_bytes: int, now_ms: Callable[[], int]) -> None:
        self._journal = journal
        self._holdings = holdings
        self._max_bytes = max_bytes
        self._now_ms = now_ms
        self._admission = Admission(max_bytes)
        self._turn = holdings.inherited
        self._one_at_a_time = asyncio.Lock()
        self.evicting = asyncio.Lock()
        self.shed = 0

    @property
    def has_room(self) -> bool:
        return self._admission.has_room(self._holdings.bytes)

    def doubt(self, coming: int) -> None:
        """Note that others may bring copies of all events so far, and of so many that come next."""
        self._holdings.doubted = self._turn + coming

    def remember(self, event_ids: Sequence[str]) -> None:
        """Take these for events that came already."""
        self._admission.remember(event_ids)

    async def append(self, entries: Sequence[SpoolEntry]) -> list[Row]:
        async with self._one_at_a_time:
            fresh = self._admission.new_ones(entries)
            try:
                return await self._append(fresh, self._max_bytes - self._holdings.bytes)
            except StorageFullError:
                return await self._append_to_full_disk(fresh)

    async def report_gaps(self) -> list[Row]:
        async with self._one_at_a_time:
            rows, more = await self._journal.write(self._gap_rows)
            self._journal.gaps_in_file = more
            self._holdings.add(rows)
            return rows

    async def make_room(self) -> None:
        """Evict some of the least valuable, so that the file has free pages; raise `StorageFullError`."""
        async with self._one_at_a_time:
            least = [value for value, size in sorted(self._holdings.by_value.items()) if size > 0][:1]
            await self._append_some([], 0, dict.fromkeys(least, EVICT_BYTES))

    async def _append_to_full_disk(self, fresh: Sequence[SpoolEntry]) -> list[Row]:
        """Store what the file has free pages for, and what is worth more than what is there in its place."""
        try:
            return await self._append(fresh, await self._journal.db.free_bytes() // 2)
        except StorageFullError:
            self._journal.lose(fresh, GapReason.SPOOL_FULL)
            self._shed(len(fresh))
            await self._journal.save_gaps()
            return []

    async def _append(self, fresh: Sequence[SpoolEntry], room: int) -> list[Row]:
        shortage = sum(entry.size for entry in fresh) - room
        if shortage > 0:
            return await self._append_some(fresh, room, to_evict(fresh, self._holdings.by_value, shortage))
        rows = await self._journal.write(lambda db: self._insert(db, fresh))
        self._stored(fresh, rows)
        if self._admission.ends_episode(self._holdings.bytes):
            await self._journal.keep_reserve()
        return rows

    async def _append_some(self, fresh: Sequence[SpoolEntry], room: int, wanted: Mapping[int, int]) -> list[Row]:
        async with self.evicting:
            held = self._holdings.held
            outcome = await self._journal.write(lambda db: self._exchange(db, fresh, room, wanted, held))
            self._holdings.evict(outcome.evicted)
        refused = {entry.event_id for entry in outcome.refused}
        self._stored([entry for entry in fresh if entry.event_id not in refused], outcome.rows)
        gone = len(outcome.refused) + len(outcome.evicted)
        self._shed(gone)
        self._journal.lost += gone
        self._journal.gaps_in_file = self._journal.gaps_in_file or gone > 0
        return outcome.rows

    def _exchange(
        self,
        db: sqlite3.Connection,
        fresh: Sequence[SpoolEntry],
        room: int,
        wanted: Mapping[int, int],
        held: Sequence[tuple[int, int]],
    ) -> _Outcome:
        evicted = statements.evict(db, wanted, held)
        kept, refused = fit(fresh, room + sum(map(size_of, evicted)))
        losses = [*map(loss_of_entry, refused), *(loss_of(row[1], row[5]) for row in evicted)]
        write_gaps(db, gaps_of(losses, GapReason.SPOOL_FULL))
        return _Outcome(rows=self._insert(db, kept), refused=refused, evicted=evicted)

    def _insert(self, db: sqlite3.Connection, entries: Sequence[SpoolEntry]) -> list[Row]:
        now, key_of, turn = self._now_ms(), self._holdings.lanes.key_of, self._turn
        rows: list[Row] = [
            (
                key_of(entry.guild_id) << TURN_BITS | turn + count,
                entry.guild_id,
                value_of(entry.kind),
                now,
                int(entry.may_repeat),
                entry.body,
            )
            for count, entry in enumerate(entries, start=1)
        ]
        self._turn += len(rows)
        statements.insert(db, rows)
        return rows

    def _gap_rows(self, db: sqlite3.Connection) -> tuple[list[Row], bool]:
        events = take_gaps(db, GAPS_AT_ONCE)
        rows = self._insert(db, [entry_of(event) for event in events])
        ((more,),) = db.execute("SELECT EXISTS (SELECT 1 FROM gaps)")
        return rows, bool(more)

    def _stored(self, entries: Sequence[SpoolEntry], rows: Sequence[Row]) -> None:
        self._holdings.add(rows)
        self._admission.remember([entry.event_id for entry in entries])

    def _shed(self, events: int) -> None:
        if events:
            self._admission.shed(events)
            self.shed += events


def entry_of(event: Event, *, may_repeat: bool = False) -> SpoolEntry:
    body = json.encode(event)
    return SpoolEntry(
        event_id=event.id,
        guild_id=event.guild_id,
        kind=event.type,
        timestamp=event.timestamp,
        body=body,
        size=len(body) + ROW_BYTES,
        may_repeat=may_repeat,
    )
