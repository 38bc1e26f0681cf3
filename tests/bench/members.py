"""The worker's index of members at 100,000 of them: p95 of a page, beside the obvious way, a list in memory."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Final

from bot_worker.members.changes import Put
from bot_worker.members.table import MemberTable, open_member_table
from shared.kernel import json
from shared.kernel.commands import QueryMembers
from shared.kernel.member_lists import MemberProfile, MemberSort
from shared.kernel.snowflakes import Snowflake, snowflake_at
from tests.bench.figures import Figure, compared

GUILD: Final = Snowflake(1)
MEMBERS: Final = 100_000
NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
NOW_MS: Final = int(NOW.timestamp() * 1000)
ROLES: Final = [Snowflake(1_000_000_000_000_000_000 + number) for number in range(40)]
ROUNDS: Final = 150


def a_member(number: int, chance: random.Random) -> MemberProfile:
    created = NOW - timedelta(days=chance.uniform(1, 3_000))
    word = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=8))
    return MemberProfile(
        user_id=Snowflake(snowflake_at(created) + number),
        username=f"{word}{number}",
        global_name=word.title(),
        avatar="0" * 32,
        nick=word[::-1] if number % 5 == 0 else None,
        role_ids=chance.sample(ROLES, k=chance.randrange(6)),
        joined_at=created + timedelta(days=1),
        bot=number % 500 == 0,
    )


def queries(chance: random.Random) -> Iterator[QueryMembers]:
    """What administrators look for; never twice the same, or nothing would have to be counted."""
    sorts = list(MemberSort)
    while True:
        text = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.choice((2, 3, 5))))
        since = NOW - timedelta(days=chance.uniform(1, 2_000))
        yield QueryMembers(guild_id=GUILD, text=text, sort=chance.choice(sorts), limit=100)
        yield QueryMembers(guild_id=GUILD, text=text, role_id=chance.choice(ROLES), sort=chance.choice(sorts))
        yield QueryMembers(guild_id=GUILD, role_id=chance.choice(ROLES), joined_after=since, sort=chance.choice(sorts))
        yield QueryMembers(guild_id=GUILD, created_after=since, bot=True, sort=chance.choice(sorts))
        yield QueryMembers(guild_id=GUILD, timed_out=True, sort=chance.choice(sorts))


def in_memory(members: list[MemberProfile], query: QueryMembers) -> list[MemberProfile]:
    """The obvious way: look at each, sort what was found, cut."""
    found = [member for member in members if _fits(member, query)]
    found.sort(key=lambda member: (member.nick or member.global_name or member.username).casefold())
    return found[: query.limit]


def _fits(member: MemberProfile, query: QueryMembers) -> bool:
    names = (member.username, member.global_name or "", member.nick or "")
    return (
        (not query.text or any(query.text in name.casefold() for name in names))
        and (query.role_id is None or query.role_id in member.role_ids)
        and (query.joined_after is None or (member.joined_at or NOW) >= query.joined_after)
        and (query.bot is None or query.bot is member.bot)
        and (query.timed_out is None or query.timed_out is (member.timed_out_until is not None))
    )


async def _fill(table: MemberTable, members: list[MemberProfile]) -> None:
    for start in range(0, MEMBERS, 1_000):
        await table.apply([Put(guild_id=GUILD, members=members[start : start + 1_000])])


async def _timed(ask: Callable[[QueryMembers], Coroutine[None, None, object]], rounds: int) -> float:
    """Return the p95 in milliseconds."""
    source, took = queries(random.Random(7)), []
    for _ in range(rounds):
        query = next(source)
        began = time.perf_counter()
        await ask(query)
        took.append(time.perf_counter() - began)
    return quantiles(took, n=20)[18] * 1_000


async def _measure(folder: Path) -> list[Figure]:
    chance = random.Random(1)
    members = [a_member(number, chance) for number in range(MEMBERS)]

    async def plainly(query: QueryMembers) -> object:
        return in_memory(members, query)

    async with open_member_table(folder / "members.db") as table:
        await _fill(table, members)
        page = await _timed(lambda query: table.page(query, NOW_MS), ROUNDS)
        baseline = await _timed(plainly, 20)
        held = _size(folder) / MEMBERS
    plain = sum(len(json.encode(member)) for member in members) / MEMBERS
    return [
        compared("members_page_p95_ms", page, "ms", baseline=baseline),
        compared("members_file_bytes_each", held, "B", baseline=plain),
    ]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def figures() -> Iterator[Figure]:
    """Fill an index, and ask it what administrators ask."""
    with TemporaryDirectory() as folder:
        yield from asyncio.run(_measure(Path(folder)))
