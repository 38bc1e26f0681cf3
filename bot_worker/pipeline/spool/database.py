"""The spool's file as code meets it: each transaction is one visit to SQLite's thread."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot_worker.pipeline.spool.errors import StorageFullError

T = TypeVar("T")
_ROWS_AT_ONCE = 64


class Database(aiosqlite.Connection):
    """Whoever keeps tables in the spool's file (schema.py) reads and writes them with these two."""

    def __init__(self, path: Path, *, busy_seconds: float) -> None:
        super().__init__(
            lambda: sqlite3.connect(path, isolation_level=None, timeout=busy_seconds, cached_statements=64),
            _ROWS_AT_ONCE,
        )

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on SQLite's thread in a transaction of its own: durably, or not at all; raise `StorageFullError`.

        `work` must not touch what belongs to the event loop.
        """
        return await self._visit(lambda: _in_transaction(self._conn, work))

    async def read(self, sql: str, *parameters: object) -> list[Any]:
        return await self._visit(lambda: self._conn.execute(sql, parameters).fetchall())

    async def free_bytes(self) -> int:
        """Return the size of the pages in the file that hold nothing."""
        ((pages,),), ((size,),) = await self.read("PRAGMA freelist_count"), await self.read("PRAGMA page_size")
        return int(pages * size)

    async def _visit(self, work: Callable[[], T]) -> T:
        done: T = await self._execute(work)  # type: ignore[no-untyped-call] # aiosqlite has no type for its own hook
        return done


def is_code(error: BaseException, *codes: int) -> bool:
    """Whether SQLite's primary result code, the low byte of the extended one, is among these."""
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in codes


def _in_transaction(db: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    try:
        db.execute("BEGIN IMMEDIATE")
        result = work(db)
        db.execute("COMMIT")
    except BaseException as error:
        if db.in_transaction:  # a full disk may have rolled it back already
            db.execute("ROLLBACK")
        if is_code(error, sqlite3.SQLITE_FULL):
            raise StorageFullError("The disk of the spool is full.") from error
        raise
    return result
