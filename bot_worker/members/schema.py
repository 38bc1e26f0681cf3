"""The tables of the index, and what changes in them."""

import sqlite3
from collections.abc import Iterable
from typing import Final

from bot_worker.members.changes import Change, DropRole, Forget, Put, Remove
from bot_worker.members.letters import RoleLetters
from bot_worker.members.rows import encoded, row_of

# Each order holds all that a filter looks at; `members` itself is by age, which the ids tell.
SCHEMA: Final = """
    PRAGMA page_size = 8192;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    CREATE TABLE members (
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        search TEXT NOT NULL,
        roles TEXT NOT NULL,
        joined_at INTEGER NOT NULL,
        timed_out_until INTEGER NOT NULL,
        bot INTEGER NOT NULL,
        PRIMARY KEY (guild_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX by_name ON members (guild_id, name, user_id, search, roles, joined_at, timed_out_until, bot);
    CREATE INDEX by_joined ON members (guild_id, joined_at, user_id, search, roles, timed_out_until, bot);
    CREATE TABLE profiles (
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        profile BLOB NOT NULL,
        PRIMARY KEY (guild_id, user_id)
    ) WITHOUT ROWID;
"""


def apply(db: sqlite3.Connection, changes: Iterable[Change], letters: RoleLetters) -> None:
    """Make changes, in their order."""
    for change in changes:
        match change:
            case Put():
                _put(db, change, letters)
            case Remove():
                _delete(db, "guild_id = ? AND user_id = ?", change.guild_id, change.user_id)
            case DropRole():
                _drop_role(db, change, letters)
            case Forget():
                _delete(db, "guild_id = ?", change.guild_id)


def _put(db: sqlite3.Connection, change: Put, letters: RoleLetters) -> None:
    guild_id = change.guild_id
    rows = (row_of(guild_id, member, letters) for member in change.members)
    db.executemany("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    profiles = ((guild_id, member.user_id, encoded(member)) for member in change.members)
    db.executemany("INSERT OR REPLACE INTO profiles VALUES (?, ?, ?)", profiles)


def _delete(db: sqlite3.Connection, where: str, *values: int) -> None:
    for table in ("members", "profiles"):
        db.execute(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608 - of our own words


def _drop_role(db: sqlite3.Connection, change: DropRole, letters: RoleLetters) -> None:
    letter = letters.find(change.role_id)
    if letter is not None:
        sql = "UPDATE members SET roles = replace(roles, ?1, '') WHERE guild_id = ?2 AND instr(roles, ?1)"
        db.execute(sql, (letter, change.guild_id))
