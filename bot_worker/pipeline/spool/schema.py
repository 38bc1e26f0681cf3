"""The tables of the spool, and how an older file becomes a newer one."""

from collections.abc import Sequence
from typing import Final

import aiosqlite

from bot_worker.pipeline.spool.errors import SpoolTooNewError

# One script per version; a published one never changes. A batch is a range: closing one writes one row, whatever the
# number of its events.
MIGRATIONS: Final = (
    """
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id TEXT NOT NULL UNIQUE,
        guild_id INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE TABLE batches (
        batch_id TEXT PRIMARY KEY,
        first_seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE state (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE gaps (
        guild_id INTEGER NOT NULL,
        reason TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        events INTEGER NOT NULL,
        PRIMARY KEY (guild_id, reason)
    ) WITHOUT ROWID;
    """,
    # Places instead of an order (places.py): what is here already is in the first lane of the first generation. Event
    # ids are looked up no longer: what comes twice is noticed in memory, or by the backend (`may_repeat`).
    """
    CREATE TABLE placed (
        place INTEGER PRIMARY KEY,
        guild_id INTEGER NOT NULL,
        value INTEGER NOT NULL,
        captured_at INTEGER NOT NULL,
        may_repeat INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    INSERT INTO placed
        SELECT seq, guild_id, 4, CAST(strftime('%s', 'now') AS INTEGER) * 1000, 0, body FROM events ORDER BY seq;
    DROP TABLE events;
    ALTER TABLE placed RENAME TO events;
    ALTER TABLE batches RENAME COLUMN first_seq TO first_place;
    ALTER TABLE batches RENAME COLUMN last_seq TO last_place;
    ALTER TABLE batches ADD COLUMN may_repeat INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE gaps_by_kind (
        guild_id INTEGER NOT NULL,
        reason TEXT NOT NULL,
        kind TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        events INTEGER NOT NULL,
        PRIMARY KEY (guild_id, reason, kind)
    ) WITHOUT ROWID;
    INSERT INTO gaps_by_kind SELECT guild_id, reason, '', first_at, last_at, events FROM gaps;
    DROP TABLE gaps;
    ALTER TABLE gaps_by_kind RENAME TO gaps;
    """,
    # Commands that change something, noted before they are carried out; `result` is NULL until they are.
    """
    CREATE TABLE commands (
        command_id TEXT PRIMARY KEY,
        noted_at INTEGER NOT NULL,
        result BLOB
    ) WITHOUT ROWID;
    CREATE INDEX commands_by_age ON commands (noted_at);
    """,
    # When Discord was heard last, by shard and by guild; the times that nobody listened, and what is still to be read
    # of them: `source` is a channel's id, 0 for the audit log; `missing` is a JSON list of event types.
    """
    CREATE TABLE shards (
        shard_count INTEGER NOT NULL,
        shard_id INTEGER NOT NULL,
        heard_at INTEGER NOT NULL,
        PRIMARY KEY (shard_count, shard_id)
    ) WITHOUT ROWID;
    CREATE TABLE cursors (
        guild_id INTEGER PRIMARY KEY,
        message_id INTEGER NOT NULL,
        entry_id INTEGER NOT NULL
    );
    CREATE TABLE absences (
        guild_id INTEGER NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        after_message_id INTEGER NOT NULL,
        after_entry_id INTEGER NOT NULL,
        planned INTEGER NOT NULL DEFAULT 0,
        missing TEXT NOT NULL DEFAULT '[]',
        PRIMARY KEY (guild_id, first_at)
    ) WITHOUT ROWID;
    CREATE TABLE reads (
        guild_id INTEGER NOT NULL,
        first_at INTEGER NOT NULL,
        source INTEGER NOT NULL,
        after INTEGER NOT NULL,
        until INTEGER NOT NULL,
        PRIMARY KEY (guild_id, first_at, source)
    ) WITHOUT ROWID;
    """,
)


async def migrate(db: aiosqlite.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring the file to this version, a transaction per step; raise `SpoolTooNewError` where it is ahead of us."""
    async with db.execute("PRAGMA user_version") as cursor:
        (version,) = await cursor.fetchone() or (0,)
    if version > len(migrations):
        raise SpoolTooNewError(f"The spool is of version {version}; this worker knows {len(migrations)}: update it.")
    for number, script in enumerate(migrations[version:], start=version + 1):
        await db.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
