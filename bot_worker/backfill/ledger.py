"""What is known of absences, in the spool's file: each method is one transaction, and survives `kill -9`."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from bot_worker.backfill.model import Absence, Backlog, Cursor, Plan, Read
from bot_worker.pipeline.spool.database import Database

_SHARD: Final = """
    INSERT INTO shards (shard_count, shard_id, heard_at) VALUES (?, ?, ?)
    ON CONFLICT (shard_count, shard_id) DO UPDATE SET heard_at = excluded.heard_at
"""
_CURSOR: Final = """
    INSERT INTO cursors (guild_id, message_id, entry_id) VALUES (?, ?, ?)
    ON CONFLICT (guild_id) DO UPDATE SET
        message_id = max(message_id, excluded.message_id), entry_id = max(entry_id, excluded.entry_id)
"""
_ABSENCE: Final = """
    INSERT OR IGNORE INTO absences (guild_id, first_at, last_at, after_message_id, after_entry_id)
    VALUES (?, ?, ?, ?, ?)
"""
_OPEN_ABSENCES: Final = "SELECT guild_id, first_at FROM absences ORDER BY last_at, guild_id"
_FIND_ABSENCE: Final = """
    SELECT last_at, after_message_id, after_entry_id, planned, missing FROM absences WHERE guild_id = ? AND first_at = ?
"""
_FIND_READS: Final = "SELECT source, after, until FROM reads WHERE guild_id = ? AND first_at = ? ORDER BY source"
_PLANNED: Final = "UPDATE absences SET planned = 1, missing = ? WHERE guild_id = ? AND first_at = ?"
_MISSING: Final = "UPDATE absences SET missing = ? WHERE guild_id = ? AND first_at = ?"
_ADD_READ: Final = "INSERT OR REPLACE INTO reads (guild_id, first_at, source, after, until) VALUES (?, ?, ?, ?, ?)"
_ADVANCE: Final = "UPDATE reads SET after = ? WHERE guild_id = ? AND first_at = ? AND source = ?"
_FORGET_READ: Final = "DELETE FROM reads WHERE guild_id = ? AND first_at = ? AND source = ?"
_FORGET_READS: Final = "DELETE FROM reads WHERE guild_id = ? AND first_at = ?"
_FORGET_ABSENCE: Final = "DELETE FROM absences WHERE guild_id = ? AND first_at = ?"

ShardHeard = tuple[int, int, int]  # the number of shards, the shard, when it was heard last


class Ledger:
    def __init__(self, database: Database) -> None:
        self._db = database

    async def shards(self) -> list[ShardHeard]:
        """Return when each shard was heard last."""
        return [(row[0], row[1], row[2]) for row in await self._db.read("SELECT * FROM shards")]

    async def cursors(self) -> dict[int, Cursor]:
        rows = await self._db.read("SELECT guild_id, message_id, entry_id FROM cursors")
        return {row[0]: Cursor(guild_id=row[0], message_id=row[1], entry_id=row[2]) for row in rows}

    async def heard(self, shards: Sequence[ShardHeard], cursors: Sequence[Cursor]) -> None:
        """Note how far Discord was heard; what was heard up to there must be on disk. Raise `StorageFullError`."""

        def work(db: sqlite3.Connection) -> None:
            db.executemany(_SHARD, shards)
            db.executemany(_CURSOR, [(each.guild_id, each.message_id, each.entry_id) for each in cursors])

        await self._db.write(work)

    async def begin(self, shard: ShardHeard, absences: Sequence[Absence]) -> None:
        """Write down what a new session of a shard missed, along with the moment at which it began to listen."""

        def work(db: sqlite3.Connection) -> None:
            db.executemany(_ABSENCE, [_row(absence) for absence in absences])
            db.execute(_SHARD, shard)

        await self._db.write(work)

    async def open_absences(self) -> list[tuple[int, int]]:
        """Return (guild, first moment) of the absences that are not done with, those first that ended first."""
        return [(row[0], row[1]) for row in await self._db.read(_OPEN_ABSENCES)]

    async def find(self, guild_id: int, first_at: int) -> Backlog | None:
        rows = await self._db.read(_FIND_ABSENCE, guild_id, first_at)
        if not rows:
            return None
        ((last_at, after_message_id, after_entry_id, planned, missing),) = rows
        absence = Absence(
            guild_id=guild_id,
            first_at=first_at,
            last_at=last_at,
            after_message_id=after_message_id,
            after_entry_id=after_entry_id,
        )
        reads = [
            Read(source=row[0], after=row[1], until=row[2]) for row in await self._db.read(_FIND_READS, *_key(absence))
        ]
        return Backlog(absence=absence, reads=reads if planned else None, missing=frozenset(json.loads(missing)))

    async def planned(self, begun: Absence, absence: Absence, plan: Plan) -> None:
        """Note what is to be read of an absence, in place of what was written down when it ended."""

        def work(db: sqlite3.Connection) -> None:
            db.execute(_FORGET_ABSENCE, _key(begun))
            db.execute(_ABSENCE, _row(absence))
            db.execute(_PLANNED, (_list(plan.missing), *_key(absence)))
            db.executemany(_ADD_READ, [(*_key(absence), read.source, read.after, read.until) for read in plan.reads])

        await self._db.write(work)

    async def advanced(self, absence: Absence, source: int, rest: Read | None, missing: frozenset[str]) -> None:
        """Note that a page's events are on disk, or that the source will not be read; what is left is `rest`."""

        def work(db: sqlite3.Connection) -> None:
            if rest is None:
                db.execute(_FORGET_READ, (*_key(absence), source))
            else:
                db.execute(_ADVANCE, (rest.after, *_key(absence), source))
            db.execute(_MISSING, (_list(missing), *_key(absence)))

        await self._db.write(work)

    async def close(self, absence: Absence) -> None:
        """Forget an absence: its gap is on disk, or there was none."""

        def work(db: sqlite3.Connection) -> None:
            db.execute(_FORGET_ABSENCE, _key(absence))
            db.execute(_FORGET_READS, _key(absence))

        await self._db.write(work)


def _key(absence: Absence) -> tuple[int, int]:
    return absence.guild_id, absence.first_at


def _list(kinds: frozenset[str]) -> str:
    return json.dumps(sorted(kinds))


def _row(absence: Absence) -> tuple[int, int, int, int, int]:
    return (
        absence.guild_id,
        absence.first_at,
        absence.last_at,
        absence.after_message_id,
        absence.after_entry_id,
    )
