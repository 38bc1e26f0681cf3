"""Opens the spool's file: checked, migrated, ours alone; a damaged one is set aside so that the worker can start."""

import logging
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

import aiosqlite

from bot_worker.pipeline.spool.database import Database, is_code
from bot_worker.pipeline.spool.errors import SpoolBusyError, SpoolUnusableError
from bot_worker.pipeline.spool.schema import migrate

log = logging.getLogger(__name__)

# EXCLUSIVE: a second worker on the same file must not start, and WAL then needs no shared memory.
# FULL: a commit is on the disk when it returns, not in the memory of a machine that may lose power.
_SETTINGS: Final = (
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
)
_BUSY_SECONDS: Final = 1.0  # a predecessor that is just closing


class _DamagedError(Exception):
    """SQLite cannot make sense of the file."""


async def open_file(path: Path, now: datetime) -> tuple[Database, Path | None]:
    """Open the file, and say where a damaged one was moved to; raise a `SpoolError` where it cannot be used."""
    try:
        _prepare(path)
        return await _open_checked(path), None
    except _DamagedError as error:
        moved = _set_aside(path, now)
        log.error("spool.damaged", extra={"reason": str(error), "moved_to": str(moved)})  # noqa: TRY400 - SQLite says it all
        return await _open_checked(path), moved
    except (sqlite3.OperationalError, OSError) as error:
        raise SpoolUnusableError(f"The spool {path} cannot be used: {error}.") from error


async def _open_checked(path: Path) -> Database:
    db = Database(path, busy_seconds=_BUSY_SECONDS)
    await db
    try:
        for setting in _SETTINGS:
            await db.execute(setting)
        await _check(db)
        await migrate(db)
    except BaseException as error:
        await db.close()
        if is_code(error, sqlite3.SQLITE_BUSY):
            raise SpoolBusyError(f"Another worker uses the spool {path}.") from error
        if is_code(error, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise _DamagedError(str(error)) from error
        raise
    return db


def _prepare(path: Path) -> None:
    """Make sure that the file can be written: where SQLite cannot open it, aiosqlite leaves a thread behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab"):
        pass


async def _check(db: aiosqlite.Connection) -> None:
    """Raise `_DamagedError` with SQLite's first complaint."""
    async with db.execute("PRAGMA quick_check(1)") as cursor:
        (verdict,) = await cursor.fetchone() or ("no answer",)
    if verdict != "ok":
        raise _DamagedError(verdict)


def _set_aside(path: Path, now: datetime) -> Path:
    moved = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S%f}")
    for suffix in ("", "-wal", "-shm"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.rename(moved.with_name(moved.name + suffix))
    return moved
