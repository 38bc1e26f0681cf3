"""What is done to the spool's tables, on SQLite's thread, within a transaction that somebody else began."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot_worker.pipeline.spool.places import last_place
from bot_worker.pipeline.spool.records import ROW_BYTES, ClosedBatch, Row, size_of

READ: Final = "SELECT * FROM events WHERE place BETWEEN ? AND ? ORDER BY place LIMIT ?"
_INSERT: Final = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"
_NEWEST_OF_VALUE: Final = "SELECT * FROM events WHERE place BETWEEN ? AND ? AND value = ? ORDER BY place DESC"
_RESERVE_BYTES: Final = 128 * 1024
_CLOSED: Final = """
    SELECT batch_id, first_place, last_place, batches.may_repeat, count(*), sum(length(body) + ?)
    FROM batches JOIN events ON place BETWEEN first_place AND last_place
    GROUP BY batch_id ORDER BY first_place
"""


def insert(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    db.executemany(_INSERT, rows)


def evict(db: sqlite3.Connection, wanted: Mapping[int, int], after: Sequence[tuple[int, int]]) -> list[Row]:
    """Delete the newest events of these values, this many bytes of each, and return them.

    `after` holds each lane's key and the place up to which its events must stay. Lanes give in equal parts.
    """
    return [row for value, size in wanted.items() for row in _evict_value(db, value, size, after)]


def close(db: sqlite3.Connection, batch: ClosedBatch) -> None:
    db.execute(
        "INSERT INTO batches (batch_id, first_place, last_place, may_repeat) VALUES (?, ?, ?, ?)",
        (batch.batch_id, batch.first, batch.last, batch.may_repeat),
    )
    db.execute("INSERT OR REPLACE INTO state VALUES ('last_batch_id', ?)", (batch.batch_id,))


def forget(db: sqlite3.Connection, batch: ClosedBatch) -> None:
    db.execute("DELETE FROM events WHERE place BETWEEN ? AND ?", (batch.first, batch.last))
    db.execute("DELETE FROM batches WHERE batch_id = ?", (batch.batch_id,))


def closed(db: sqlite3.Connection) -> list[ClosedBatch]:
    """Return the batches that are not confirmed, by lane and in order."""
    return [
        ClosedBatch(batch_id=row[0], first=row[1], last=row[2], may_repeat=bool(row[3]), events=row[4], bytes=row[5])
        for row in db.execute(_CLOSED, (ROW_BYTES,))
    ]


def keep_reserve(db: sqlite3.Connection) -> None:
    """Keep pages that `spend_reserve` frees when there are no others."""
    db.execute("INSERT OR IGNORE INTO state VALUES ('reserve', zeroblob(?))", (_RESERVE_BYTES,))


def spend_reserve(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM state WHERE name = 'reserve'")


def _evict_value(db: sqlite3.Connection, value: int, size: int, after: Sequence[tuple[int, int]]) -> Iterator[Row]:
    for lanes_left, (key, held) in zip(range(len(after), 0, -1), after, strict=True):
        share = -(-size // lanes_left)
        rows = _newest(db, value, share, held + 1, last_place(key))
        db.executemany("DELETE FROM events WHERE place = ?", [row[:1] for row in rows])
        size -= sum(map(size_of, rows))
        yield from rows
        if size <= 0:
            return


def _newest(db: sqlite3.Connection, value: int, size: int, first: int, last: int) -> list[Row]:
    rows: list[Row] = []
    for row in db.execute(_NEWEST_OF_VALUE, (first, last, value)):
        rows.append(row)
        size -= size_of(row)
        if size <= 0:
            break
    return rows
