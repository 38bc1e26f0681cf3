"""What moderates in the worker cannot hold up its event loop, nor end the process."""

import asyncio
import random
import threading
import time
from collections.abc import Callable

import pytest

from bot_worker.moderation.bots import OwnBots
from bot_worker.moderation.parts import ModerationParts
from bot_worker.moderation.threads import Threads
from bot_worker.pipeline.backoff import Backoff
from shared.kernel.commands import MemberView, QueryMembers
from shared.kernel.errors import BotUnavailableError, DiscordUnavailableError, NotFoundError
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import Snowflake

BOT, GUILD, ADA = Snowflake(1), Snowflake(5), Snowflake(7)


class Guilds:
    def __init__(self, answer: MemberView | Exception) -> None:
        self._answer = answer

    async def member(self, guild_id: int, user_id: int) -> MemberView:
        assert (guild_id, user_id) == (GUILD, ADA)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    async def query(self, query: QueryMembers) -> MemberPage:
        raise NotFoundError(str(query.guild_id))


def own_bots(answer: MemberView | Exception) -> OwnBots:
    guilds = Guilds(answer)
    return OwnBots(asyncio.get_running_loop(), guilds, guilds)


def backoff() -> Backoff:
    return Backoff(first_seconds=0.01, longest_seconds=0.01, random=random.Random(1).random)


class Part:
    def __init__(self, live: Callable[[int], None]) -> None:
        self.lives = 0
        self._live = live

    async def run(self) -> None:
        self.lives += 1
        self._live(self.lives)
        await asyncio.Event().wait()


async def test_a_slow_service_holds_up_others_of_its_kind_but_not_the_event_loop() -> None:
    threads, release = Threads(1, "test"), threading.Event()

    slow = asyncio.create_task(threads.run(release.wait, 5))
    waiting = asyncio.create_task(threads.run(threading.get_ident))
    began = time.monotonic()
    await asyncio.sleep(0.02)

    assert time.monotonic() - began < 1
    assert not waiting.done()
    release.set()
    assert await slow
    assert await waiting != threading.get_ident()
    threads.close()


async def test_a_thread_is_told_how_a_member_stands_by_the_worker_itself() -> None:
    bots = own_bots(MemberView(member=True, owner=True))

    assert (await asyncio.to_thread(bots.member, BOT, GUILD, ADA)).owner


@pytest.mark.parametrize("trouble", [NotFoundError(), DiscordUnavailableError()])
async def test_where_the_worker_cannot_tell_somebody_else_is_asked(trouble: Exception) -> None:
    bots = own_bots(trouble)

    with pytest.raises(BotUnavailableError):
        await asyncio.to_thread(bots.member, BOT, GUILD, ADA)


async def test_a_guild_of_another_worker_has_no_index_here() -> None:
    bots = own_bots(MemberView(member=False))

    with pytest.raises(BotUnavailableError):
        await asyncio.to_thread(bots.members, BOT, QueryMembers(guild_id=GUILD))


async def test_a_part_that_fails_lives_again_and_the_others_go_on() -> None:
    def fail_once(life: int) -> None:
        if life == 1:
            raise RuntimeError("broken")

    failing, sound = Part(fail_once), Part(lambda _: None)
    parts = ModerationParts({"failing": failing, "sound": sound}, now=time.monotonic, make_backoff=backoff)
    living = asyncio.create_task(parts.run())

    async with asyncio.timeout(5):
        while failing.lives < 2:  # noqa: ASYNC110 - it is told nobody
            await asyncio.sleep(0.01)
    living.cancel()
    await asyncio.wait([living])

    assert (failing.lives, sound.lives) == (2, 1)
    assert living.cancelled()
