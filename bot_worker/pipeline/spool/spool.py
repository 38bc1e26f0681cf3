"""The events that the backend has not confirmed yet, on disk, lane by lane in order of arrival."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from bot_worker.pipeline.spool import statements
from bot_worker.pipeline.spool.admission import RECENT_IDS
from bot_worker.pipeline.spool.arrivals import Arrivals
from bot_worker.pipeline.spool.database import Database
from bot_worker.pipeline.spool.file import open_file
from bot_worker.pipeline.spool.gaps import ANY_KIND, Gap, gaps_of, loss_of, read_gaps
from bot_worker.pipeline.spool.holdings import Holdings, look
from bot_worker.pipeline.spool.journal import Journal
from bot_worker.pipeline.spool.places import Lanes, one_lane, place, turn_at
from bot_worker.pipeline.spool.records import ClosedBatch, Row, SpoolEntry, size_of_all
from shared.kernel.events import NO_GUILD, GapReason

MAX_BYTES: Final = 1024**3  # some two million events: hours of a busy worker without its backend
_OLDEST: Final = "SELECT captured_at FROM events WHERE place BETWEEN ? AND ? ORDER BY place LIMIT 1"
_NEWEST: Final = "SELECT body FROM events WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT ?"


class _Identified(msgspec.Struct):
    id: str


_identified: Final = msgspec.json.Decoder(_Identified)


class Spool:
    """Every method is one transaction: when it returns, what it did survives `kill -9` and a power cut."""

    def __init__(self, journal: Journal, holdings: Holdings, arrivals: Arrivals) -> None:
        self._journal = journal
        self._holdings = holdings
        self._arrivals = arrivals
        self.lanes = holdings.lanes
        self.append = arrivals.append

    @property
    def database(self) -> Database:
        """The file, for those who keep tables of their own in it."""
        return self._journal.db

    @property
    def events(self) -> int:
        return self._holdings.events

    @property
    def bytes(self) -> int:
        return self._holdings.bytes

    @property
    def unbatched(self) -> int:
        return self._holdings.unbatched

    @property
    def lost(self) -> int:
        """How many events this process could not keep; each is counted in a gap."""
        return self._journal.lost

    @property
    def shed(self) -> int:
        """How many of the lost ones there was no room for."""
        return self._arrivals.shed

    @property
    def has_gaps_to_report(self) -> bool:
        """Whether there are gaps, and room for events that say so."""
        return self._journal.has_gaps and self._arrivals.has_room

    def inherited_lanes(self) -> list[list[int]]:
        """Return the lanes that must be emptied before the others go on, generation by generation, oldest first."""
        return self._holdings.inherited_lanes()

    def waiting(self, key: int) -> int:
        """Return how many events of a lane are in no batch."""
        return self._holdings.queues[key].events

    async def oldest(self, key: int, limit: int) -> list[Row]:
        """Return the first events of a lane that are in no batch; from now on they are not evicted."""
        queue = self._holdings.queues[key]
        async with self._arrivals.evicting:
            rows = queue.front(limit)
            if rows is None:
                rows = await self.database.read(statements.READ, queue.closed_up_to + 1, queue.last, limit)
            queue.hold(rows)
        return rows

    async def close_batch(self, batch_id: str, rows: Sequence[Row]) -> ClosedBatch:
        """Fix a batch: from now on this id means these events; raise `StorageFullError`."""
        batch = ClosedBatch(
            batch_id=batch_id,
            first=rows[0][0],
            last=rows[-1][0],
            may_repeat=turn_at(rows[0][0]) <= self._holdings.doubted or any(row[4] for row in rows),
            events=len(rows),
            bytes=size_of_all(rows),
        )
        await self._journal.write(lambda db: statements.close(db, batch))
        self._holdings.close(batch, rows)
        return batch

    def may_repeat(self, batch: ClosedBatch) -> bool:
        """Whether another worker may bring some of its events, or has: while an earlier process of ours was dead."""
        return batch.may_repeat or turn_at(batch.first) <= self._holdings.doubted

    def doubt(self, coming: int) -> None:
        """Note that others may bring copies of all events so far, and of so many that come next."""
        self._arrivals.doubt(coming)

    def closed_batches(self, key: int) -> list[ClosedBatch]:
        """Return the batches of a lane that an earlier process closed and nobody confirmed, oldest first."""
        return self._holdings.closed.get(key, [])

    async def content(self, batch: ClosedBatch) -> list[Row]:
        return await self.database.read(statements.READ, batch.first, batch.last, batch.events)

    async def ack(self, batch: ClosedBatch) -> None:
        """Forget a batch that the backend has committed; raise `StorageFullError`."""
        await self._journal.write(lambda db: statements.forget(db, batch))
        self._holdings.forget(batch)

    async def give_up(self, batch: ClosedBatch) -> None:
        """Turn a batch that the backend will never take into gaps of its guilds; raise `StorageFullError`."""
        losses = [loss_of(row[1], row[5]) for row in await self.content(batch)]
        await self._journal.write(lambda db: statements.forget(db, batch), gaps_of(losses, GapReason.BATCH_REFUSED))
        self._holdings.forget(batch)
        self._journal.lost += len(losses)

    def note_lost(self, entries: Iterable[SpoolEntry], reason: GapReason) -> None:
        """Count events that never came as far as the spool; they become gaps along with what is written next."""
        self._journal.lose(entries, reason)

    async def note_damage(self, moment_ms: int) -> None:
        """Say that a file was set aside: nobody can tell what was in it."""
        damaged = Gap(
            guild_id=NO_GUILD,
            reason=GapReason.SPOOL_DAMAGED,
            kind=ANY_KIND,
            first_at=moment_ms,
            last_at=moment_ms,
            events=0,
        )
        await self._journal.write(lambda _: None, [damaged])

    async def gaps(self) -> list[Gap]:
        """Return the gaps in the file that no event has reported yet."""
        return await self.database.write(read_gaps)

    async def report_gaps(self) -> list[Row]:
        """Turn gaps into events that say so, each once whatever happens; raise `StorageFullError`."""
        return await self._arrivals.report_gaps()

    async def make_room(self) -> None:
        """Evict some of the least valuable events, so that a batch can be closed; raise `StorageFullError`."""
        await self._arrivals.make_room()

    async def last_batch_id(self) -> str | None:
        rows = await self.database.read("SELECT value FROM state WHERE name = 'last_batch_id'")
        return str(rows[0][0]) if rows else None

    async def oldest_captured_at(self) -> int | None:
        """Return when the oldest event was captured, in milliseconds since 1970."""
        queues = self._holdings.queues.items()
        found = [await self.database.read(_OLDEST, place(key, 0), queue.last) for key, queue in queues]
        return min((rows[0][0] for rows in found if rows), default=None)


async def load(db: Database, lanes: Lanes, *, max_bytes: int, now_ms: Callable[[], int]) -> Spool:
    """Take stock of what an earlier process left, and remember its newest events, which may come again."""
    found = await db.write(look)
    holdings = Holdings(lanes, found)
    journal = Journal(db)
    journal.gaps_in_file = found.gaps
    await journal.keep_reserve()
    arrivals = Arrivals(journal, holdings, max_bytes=max_bytes, now_ms=now_ms)
    share = -(-RECENT_IDS // len(holdings.queues))
    for key, queue in holdings.queues.items():
        newest = await db.read(_NEWEST, place(key, 0), queue.last, share)
        arrivals.remember([_identified.decode(body).id for (body,) in reversed(newest)])
    return Spool(journal, holdings, arrivals)


@asynccontextmanager
async def open_spool(
    path: Path, *, now_ms: Callable[[], int], max_bytes: int = MAX_BYTES, lanes: Lanes | None = None
) -> AsyncIterator[Spool]:
    """Open the spool; raise a `SpoolError` where it cannot be used. A damaged file is set aside and becomes a gap."""
    db, moved = await open_file(path, datetime.fromtimestamp(now_ms() / 1000, UTC))
    try:
        spool = await load(db, lanes or one_lane(), max_bytes=max_bytes, now_ms=now_ms)
        if moved is not None:
            await spool.note_damage(now_ms())
        yield spool
    finally:
        await db.close()
