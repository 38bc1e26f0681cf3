"""The index in its SQLite file. Nothing in it outlives the process, so nothing of it has to survive a power cut."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from bot_worker.members import search
from bot_worker.members.changes import Change
from bot_worker.members.cursors import place_of
from bot_worker.members.letters import RoleLetters
from bot_worker.members.pages import page_of
from bot_worker.members.rows import profile_of
from bot_worker.members.schema import SCHEMA, apply
from bot_worker.members.search import Condition
from bot_worker.members.totals import Totals
from bot_worker.pipeline.spool.database import Database
from shared.kernel.commands import QueryMembers
from shared.kernel.member_lists import MemberPage, MemberProfile

CACHE_KIB: Final = 32 * 1024  # the memory that SQLite takes at most
FEW: Final = 500  # so many are fetched one by one; where there are more, a page is soon full
_BUSY_SECONDS: Final = 1.0


class MemberTable:
    """Raises `sqlite3.Error` or `StorageFullError` where the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._letters = RoleLetters()
        self._totals = Totals()

    async def apply(self, changes: Iterable[Change]) -> None:
        """Make changes, in their order, in one transaction."""
        changes = list(changes)
        await self._database.write(lambda db: apply(db, changes, self._letters))
        self._totals.forget({change.guild_id for change in changes})

    async def page(self, query: QueryMembers, now_ms: int) -> MemberPage:
        """Return a page of those whom a filter finds, and how many that are in all; raise `InvalidInputError`."""
        after = place_of(query.cursor, query.sort)
        where = search.filter_of(query, self._letters, now_ms)
        if where is None:
            return MemberPage()
        limit = query.limit + 1
        few = [user_id for (user_id,) in await self._rows(search.first_ids(where, FEW + 1))]
        if len(few) <= FEW:
            total = len(few)
            wanted = search.page_of_few(search.among(query.guild_id, few), query.sort, after, limit)
        else:
            total = await self._total(query, where)
            wanted = search.page_in_order(where, query.sort, after, limit)
        members, keys = await self._members(query.guild_id, await self._rows(wanted))
        return page_of(members, keys, query.sort, query.limit, total)

    async def _total(self, query: QueryMembers, where: Condition) -> int:
        total = self._totals.find(query)
        if total is None:
            ((total,),) = await self._rows(search.count_all(where))
            self._totals.keep(query, total)
        return total

    async def _members(self, guild_id: int, rows: list[Any]) -> tuple[list[MemberProfile], list[Any]]:
        """Return the members of these rows, in their order, and what they are sorted by; who is gone by now is not."""
        where = search.among(guild_id, [user_id for _, user_id, _ in rows])
        sql = f"SELECT user_id, profile FROM profiles WHERE {where.sql}"  # noqa: S608 - of our own words
        profiles = dict(await self._rows(Condition(sql, where.values)))
        there = [row for row in rows if row[1] in profiles]
        members = [profile_of(profiles[user_id], self._letters.read(roles)) for _, user_id, roles in there]
        return members, [key for key, _, _ in there]

    async def _rows(self, wanted: Condition) -> list[Any]:
        return await self._database.read(wanted.sql, *wanted.values)


@asynccontextmanager
async def open_member_table(path: Path) -> AsyncIterator[MemberTable]:
    """Begin with an empty file; it goes again at the end."""
    _remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(path, busy_seconds=_BUSY_SECONDS)
    async with database:
        await database.executescript(SCHEMA)
        await database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        yield MemberTable(database)
    _remove(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
