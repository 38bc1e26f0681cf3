"""Who comes back is looked up with those who came at the same moment, and again where nobody answers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from bot_worker.client import Bot
from bot_worker.moderation import rejoining
from bot_worker.moderation.rejoining import RejoinWatch
from shared.features.timers.model import Due
from shared.features.timers.rejoining import Rejoining
from shared.kernel.errors import AppError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON

GUILD, OTHER = Snowflake(5), Snowflake(6)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GATHER_SECONDS", "AGAIN_SECONDS"):
        monkeypatch.setattr(rejoining, name, 0.02)


class FakeRejoining:
    """`troubles` are raised first, one by one."""

    def __init__(self, *troubles: AppError) -> None:
        self.troubles = list(troubles)
        self.looked_up: list[tuple[Snowflake, set[Snowflake]]] = []
        self.looked_after: list[Due] = []

    def running(self) -> Iterator[Due]:
        for guild_id in (GUILD, OTHER):
            yield Due(guild_id=guild_id, place="7.role_given.9", next_try_at=NOON)

    def joined(self, guild_id: Snowflake, user_ids: Collection[Snowflake]) -> int:
        if self.troubles:
            raise self.troubles.pop()
        self.looked_up.append((guild_id, set(user_ids)))
        return 0

    def look_after(self, due: Due) -> int:
        self.looked_after.append(due)
        return 0


class HeededBot:
    """`say` is a dispatch."""

    shard_id = 0

    def __init__(self) -> None:
        self._hearers: dict[str, Callable[[Any], None]] = {}

    def heed(self, name: str, hear: Callable[[Any], None]) -> None:
        self._hearers[name] = hear

    def say(self, name: str, payload: Any) -> None:
        self._hearers[name](payload)

    def join(self, guild_id: int, user_id: int) -> None:
        member = {"user": {"id": str(user_id), "username": "m"}, "roles": [], "joined_at": NOON.isoformat()}
        self.say("GUILD_MEMBER_ADD", member | {"guild_id": str(guild_id)})


@asynccontextmanager
async def watching(looks: FakeRejoining) -> AsyncIterator[HeededBot]:
    watch, bot = RejoinWatch(lambda: cast("Rejoining", looks), lambda guild_id: int(guild_id == OTHER)), HeededBot()
    watch.follow(cast("Bot", bot))
    running = asyncio.create_task(watch.run())
    try:
        yield bot
    finally:
        running.cancel()
        await asyncio.wait([running])


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)


async def test_a_raid_is_looked_up_at_once_guild_by_guild() -> None:
    looks = FakeRejoining()

    async with watching(looks) as bot:
        for user_id in range(1, 51):
            bot.join(GUILD, user_id)
        bot.join(OTHER, 1)
        await until(lambda: len(looks.looked_up) == 2)

    assert looks.looked_up == [(GUILD, {Snowflake(each) for each in range(1, 51)}), (OTHER, {Snowflake(1)})]


async def test_what_could_not_be_looked_up_is_looked_up_again() -> None:
    looks = FakeRejoining(StoreUnavailableError(), StoreUnavailableError())

    async with watching(looks) as bot:
        bot.join(GUILD, 7)
        await until(lambda: looks.looked_up == [(GUILD, {Snowflake(7)})])


async def test_a_new_session_has_the_roles_of_its_shard_looked_after() -> None:
    looks = FakeRejoining()

    async with watching(looks) as bot:
        bot.say("READY", {})
        await until(lambda: bool(looks.looked_after))

    assert [due.guild_id for due in looks.looked_after] == [GUILD]
