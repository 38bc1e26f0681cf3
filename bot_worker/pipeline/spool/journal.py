"""Writes to the file, and along with whatever is written next the gaps that it does not have yet."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot_worker.pipeline.spool.database import Database
from bot_worker.pipeline.spool.gaps import Gap, GapLedger, Loss, gaps_of, write_gaps
from bot_worker.pipeline.spool.records import SpoolEntry
from shared.kernel.events import GapReason

T = TypeVar("T")


class Journal:
    """`lost` counts the events that this process could not keep; each is in a gap."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.lost = 0
        self.gaps_in_file = False
        self._ledger = GapLedger()

    @property
    def has_gaps(self) -> bool:
        return self.gaps_in_file or bool(self._ledger)

    async def write(self, work: Callable[[sqlite3.Connection], T], gaps: Sequence[Gap] = ()) -> T:
        """Do `work` and write these gaps, all or nothing; raise `StorageFullError`."""
        unwritten = self._ledger.take()

        def all_of_it(db: sqlite3.Connection) -> T:
            write_gaps(db, [*unwritten, *gaps])
            return work(db)

        try:
            done = await self.db.write(all_of_it)
        except BaseException:
            self._ledger.note(unwritten)
            raise
        self.gaps_in_file = self.gaps_in_file or bool(unwritten) or bool(gaps)
        return done

    def lose(self, entries: Iterable[SpoolEntry], reason: GapReason) -> None:
        """Count events that are not in the file."""
        losses = [Loss(guild_id=entry.guild_id, kind=entry.kind, timestamp=entry.timestamp) for entry in entries]
        self._ledger.note(gaps_of(losses, reason))
        self.lost += len(losses)
