"""Writes to the file: what is to be written at the same time shares a transaction (group commit)."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from bot_worker.pipeline.spool import statements
from bot_worker.pipeline.spool.database import Database
from bot_worker.pipeline.spool.errors import SpoolError, StorageFullError, UnwrittenError
from bot_worker.pipeline.spool.gaps import Gap, GapLedger, Loss, gaps_of, write_gaps
from bot_worker.pipeline.spool.records import SpoolEntry
from shared.kernel.events import GapReason

T = TypeVar("T")


class _Job:
    """Work for a transaction, and what came of it."""

    def __init__(self, work: Callable[[sqlite3.Connection], Any], gaps: Sequence[Gap]) -> None:
        self.work = work
        self.gaps = gaps
        self.is_done = False
        self.result: Any = None
        self.error: SpoolError | None = None

    def end(self, result: Any = None, error: SpoolError | None = None) -> None:
        self.is_done, self.result, self.error = True, result, error


class Journal:
    """Along with whatever is written next go the gaps that are not in the file yet.

    `lost` counts the events that this process could not keep; each is in a gap.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self.lost = 0
        self.gaps_in_file = False
        self._ledger = GapLedger()
        self._waiting: list[_Job] = []
        self._writing = asyncio.Lock()

    @property
    def has_gaps(self) -> bool:
        return self.gaps_in_file or bool(self._ledger)

    async def write(self, work: Callable[[sqlite3.Connection], T], gaps: Sequence[Gap] = ()) -> T:
        """Do `work` and write these gaps, durably, all or nothing; raise `StorageFullError`."""
        job = _Job(work, gaps)
        self._waiting.append(job)
        async with self._writing:
            if not job.is_done:  # else somebody has written it along with theirs
                jobs, self._waiting = self._waiting, []
                await self._write_together(jobs)
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def lose(self, entries: Iterable[SpoolEntry], reason: GapReason) -> None:
        """Count events that are not in the file."""
        losses = [loss_of_entry(entry) for entry in entries]
        self._ledger.note(gaps_of(losses, reason))
        self.lost += len(losses)

    async def save_gaps(self) -> None:
        """Write what is known of losses; on a full disk in the place that is kept for it."""
        with suppress(StorageFullError):
            await self.db.write(statements.spend_reserve)
            await self.write(lambda _: None)

    async def keep_reserve(self) -> None:
        """Keep place in the file for the gaps that a full disk makes."""
        with suppress(StorageFullError):
            await self.db.write(statements.keep_reserve)

    async def _write_together(self, jobs: Sequence[_Job]) -> None:
        unwritten = self._ledger.take()
        gaps = [*unwritten, *(gap for job in jobs for gap in job.gaps)]
        for job in jobs:
            job.end(error=UnwrittenError())  # unless what follows succeeds, or says more
        try:
            results = await self.db.write(lambda db: _do(db, gaps, jobs))
        except StorageFullError as error:
            self._ledger.note(unwritten)
            await self._write_one_by_one(jobs, error)
            return
        self.gaps_in_file = self.gaps_in_file or bool(gaps)
        for job, result in zip(jobs, results, strict=True):
            job.end(result)

    async def _write_one_by_one(self, jobs: Sequence[_Job], error: StorageFullError) -> None:
        """One that frees pages may well succeed."""
        if len(jobs) == 1:
            jobs[0].end(error=error)
            return
        for job in jobs:
            await self._write_together([job])


def _do(db: sqlite3.Connection, gaps: Sequence[Gap], jobs: Sequence[_Job]) -> list[Any]:
    write_gaps(db, gaps)
    return [job.work(db) for job in jobs]


def loss_of_entry(entry: SpoolEntry) -> Loss:
    return Loss(guild_id=entry.guild_id, kind=entry.kind, timestamp=entry.timestamp)
