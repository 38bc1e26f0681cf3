"""The events that the backend has not confirmed yet, on disk, in order of arrival."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aiosqlite

from bot_worker.pipeline.spool.admission import Admission
from bot_worker.pipeline.spool.database import Database
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.file import open_file, transaction
from bot_worker.pipeline.spool.gaps import Gap, GapLedger, GapReason, gaps_of, read_gaps, write_gaps
from bot_worker.pipeline.spool.records import ROW_BYTES, ClosedBatch, SpooledEvent, SpoolEntry
from shared.kernel.events import NO_GUILD

MAX_BYTES: Final = 1024**3  # some two million events: hours of a busy worker without its backend

_INSERT: Final = "INSERT INTO events (event_id, guild_id, body) VALUES (?, ?, ?) ON CONFLICT (event_id) DO NOTHING"
_NEWEST: Final = "SELECT guild_id, length(body) FROM (SELECT * FROM events ORDER BY seq DESC LIMIT ?) ORDER BY seq"
_MEASURE: Final = "SELECT count(*), coalesce(sum(length(body)), 0) FROM events WHERE seq BETWEEN ? AND ?"
_LAST_SEQ: Final = 2**63 - 1
_CLOSED: Final = "FROM batches JOIN events ON seq BETWEEN first_seq AND last_seq"


class Spool:
    """Every method is one transaction: when it returns, what it did survives `kill -9` and a power cut."""

    def __init__(self, db: Database, *, max_bytes: int, now_ms: Callable[[], int]) -> None:
        self._db = db
        self._turn = asyncio.Lock()
        self._now_ms = now_ms
        self._ledger = GapLedger()
        self._admission = Admission(self.note_lost, max_bytes=max_bytes)
        self._closed_up_to = 0
        self.events = 0
        self.unbatched = 0
        self.bytes = 0
        self.lost = 0  # events that this process could not keep; each is counted in a gap

    @property
    def database(self) -> Database:
        """The file, for those who keep tables of their own in it."""
        return self._db

    async def load(self) -> None:
        """Take stock of what an earlier process left."""
        async with self._turn:
            ((self._closed_up_to,),) = await self._rows("SELECT coalesce(max(last_seq), 0) FROM batches")
            self.events, self.bytes = await self._measure(0, _LAST_SEQ)
            self.unbatched, _ = await self._measure(self._closed_up_to + 1, _LAST_SEQ)

    async def append(self, entries: Sequence[SpoolEntry]) -> list[int]:
        """Store the events that are new, in order, and return their guilds; what finds no room becomes a gap."""
        async with self._turn:
            admitted = self._admission.admit(entries, self.bytes)
            try:
                async with self._transaction() as db:
                    cursor = await db.executemany(_INSERT, [(e.event_id, e.guild_id, e.body) for e in admitted])
            except StorageFullError:
                self._admission.turn_away(admitted)
                return []
            self._admission.stored(admitted, self.bytes)
            return await self._count_in(admitted, max(0, cursor.rowcount))

    async def oldest(self, limit: int) -> list[SpooledEvent]:
        """Return the first events that are in no batch yet."""
        async with self._turn:
            rows = await self._rows(
                "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?", self._closed_up_to, limit
            )
        return [SpooledEvent(seq=seq, body=body) for seq, body in rows]

    async def close_batch(self, batch_id: str, events: Sequence[SpooledEvent]) -> None:
        """Fix a batch: from now on this id means these events; raise `StorageFullError`."""
        async with self._turn:
            async with self._transaction() as db:
                await db.execute(
                    "INSERT INTO batches (batch_id, first_seq, last_seq) VALUES (?, ?, ?)",
                    (batch_id, events[0].seq, events[-1].seq),
                )
                await db.execute("INSERT OR REPLACE INTO state VALUES ('last_batch_id', ?)", (batch_id,))
            self._closed_up_to = events[-1].seq
            self.unbatched -= len(events)

    async def closed_batches(self) -> list[ClosedBatch]:
        """Return the batches that are closed and not confirmed, oldest first."""
        async with self._turn:
            rows = await self._rows(f"SELECT batch_id, body {_CLOSED} ORDER BY seq")
        batches: dict[str, list[bytes]] = {}
        for batch_id, body in rows:
            batches.setdefault(batch_id, []).append(body)
        return [ClosedBatch(batch_id=batch_id, events=events) for batch_id, events in batches.items()]

    async def ack(self, batch_id: str) -> None:
        """Forget a batch that the backend has committed; raise `StorageFullError`."""
        async with self._turn:
            await self._delete(batch_id)

    async def give_up(self, batch_id: str) -> None:
        """Turn a batch that the backend will never take into gaps of its guilds; raise `StorageFullError`."""
        async with self._turn:
            rows = await self._rows(f"SELECT guild_id {_CLOSED} WHERE batch_id = ?", batch_id)
            refused = [guild_id for (guild_id,) in rows]
            await self._delete(batch_id, gaps_of(refused, GapReason.BATCH_REFUSED, self._now_ms()))
        self.lost += len(refused)

    def note_lost(self, guild_ids: Sequence[int], reason: GapReason) -> None:
        """Count events that never came as far as the spool; they become gaps along with what is written next."""
        self._ledger.note(gaps_of(guild_ids, reason, self._now_ms()))
        self.lost += len(guild_ids)

    async def last_batch_id(self) -> str | None:
        async with self._turn:
            rows = await self._rows("SELECT value FROM state WHERE name = 'last_batch_id'")
        return str(rows[0][0]) if rows else None

    async def gaps(self) -> list[Gap]:
        async with self._turn:
            return await read_gaps(self._db)

    async def _count_in(self, entries: Sequence[SpoolEntry], stored: int) -> list[int]:
        self.events += stored
        self.unbatched += stored
        if stored == len(entries):
            self.bytes += sum(entry.size for entry in entries)
            return [entry.guild_id for entry in entries]
        rows = await self._rows(_NEWEST, stored)  # an earlier process spooled some of them already
        self.bytes += sum(size + ROW_BYTES for _, size in rows)
        return [guild_id for guild_id, _ in rows]

    async def _delete(self, batch_id: str, gaps: Sequence[Gap] = ()) -> None:
        ((first, last),) = await self._rows("SELECT first_seq, last_seq FROM batches WHERE batch_id = ?", batch_id)
        events, size = await self._measure(first, last)
        async with self._transaction() as db:
            await write_gaps(db, gaps)
            await db.execute("DELETE FROM events WHERE seq BETWEEN ? AND ?", (first, last))
            await db.execute("DELETE FROM batches WHERE batch_id = ?", (batch_id,))
        self.events -= events
        self.bytes -= size

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """Write the gaps that are not in the file yet along with whatever is written next."""
        gaps = self._ledger.take()
        try:
            async with transaction(self._db) as db:
                await write_gaps(db, gaps)
                yield db
        except BaseException:
            self._ledger.note(gaps)
            raise

    async def _measure(self, first: int, last: int) -> tuple[int, int]:
        ((events, size),) = await self._rows(_MEASURE, first, last)
        return events, size + events * ROW_BYTES

    async def _rows(self, sql: str, *parameters: object) -> list[Any]:
        return list(await self._db.execute_fetchall(sql, parameters))


@asynccontextmanager
async def open_spool(path: Path, *, now_ms: Callable[[], int], max_bytes: int = MAX_BYTES) -> AsyncIterator[Spool]:
    """Open the spool; raise a `SpoolError` where it cannot be used. A damaged file is set aside and becomes a gap."""
    db, moved = await open_file(path, datetime.fromtimestamp(now_ms() / 1000, UTC))
    try:
        spool = Spool(db, max_bytes=max_bytes, now_ms=now_ms)
        if moved is not None:
            spool.note_lost([NO_GUILD], GapReason.SPOOL_DAMAGED)
            await spool.append([])
        await spool.load()
        yield spool
    finally:
        await db.close()
