"""Identifies of all workers are kept apart, and within what Discord allows in a day."""

import asyncio
import logging
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from bot_worker.shards.advice import DiscordAwayError, GatewayAdvice, StartLimit
from bot_worker.shards.model import Turn
from bot_worker.shards.turns import KEPT, MARGIN_SECONDS, SharedTurns
from shared.kernel.errors import StoreUnavailableError
from tests.fakes.leases import FakeLeases

SECONDS = 0.05
APART = SECONDS + MARGIN_SECONDS - 0.02


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Asking:
    """Discord, with so many identifies left; None: it does not answer."""

    def __init__(self, *remaining: int | None, max_concurrency: int = 1) -> None:
        self._remaining = list(remaining) or [1000]
        self._max_concurrency = max_concurrency

    async def __call__(self) -> GatewayAdvice:
        remaining = self._remaining.pop(0) if len(self._remaining) > 1 else self._remaining[0]
        if remaining is None:
            raise DiscordAwayError
        limit = StartLimit(total=1000, remaining=remaining, reset_after=10, max_concurrency=self._max_concurrency)
        return GatewayAdvice(shards=1, session_start_limit=limit)


class StoreAway(FakeLeases):
    def turn(self, key: int) -> Turn:  # noqa: ARG002 - it is asked in vain
        raise StoreUnavailableError


def turns(store: FakeLeases, asking: Asking, clock: Callable[[], int] = now_ms) -> SharedTurns:
    return SharedTurns(store, asking, now_ms=clock, seconds=SECONDS)


async def identify(by: SharedTurns, shard_id: int, at: list[float], *, seconds: float = 0.0) -> None:
    async with by.turn(shard_id):
        at.append(time.monotonic())
        await asyncio.sleep(seconds)


async def test_two_workers_identify_one_after_the_other() -> None:
    store, at = FakeLeases(), list[float]()
    one, other = turns(store, Asking()), turns(store, Asking())

    await asyncio.gather(*(identify(each, shard, at, seconds=0.1) for shard, each in enumerate((one, other, one))))

    assert all(later - earlier >= APART + 0.1 for earlier, later in pairwise(at))
    assert store.turn(0).number == 3


async def test_shards_of_different_keys_do_not_wait_for_each_other() -> None:
    store, at = FakeLeases(), list[float]()
    one, other = (turns(store, Asking(max_concurrency=2)) for _ in range(2))

    await asyncio.gather(identify(one, 0, at, seconds=0.1), identify(other, 1, at, seconds=0.1))

    assert at[1] - at[0] < 0.1


async def test_a_clock_far_ahead_does_not_stop_the_others() -> None:
    store, started = FakeLeases(), now_ms()
    await identify(turns(store, Asking(), lambda: now_ms() + 10**9), 0, [])

    async with asyncio.timeout(5):
        await identify(turns(store, Asking(), lambda: started + (now_ms() - started) * 50), 0, [])  # time flies


async def test_the_last_identifies_of_a_day_are_not_used(caplog: pytest.LogCaptureFixture) -> None:
    at = list[float]()

    with caplog.at_level(logging.ERROR):
        await identify(turns(FakeLeases(), Asking(KEPT, KEPT + 1)), 0, at)

    assert [record.message for record in caplog.records] == ["discord.identifies_spent"]
    assert len(at) == 1


async def test_without_discords_count_and_without_the_store_an_identify_waits_and_goes_on() -> None:
    at = [time.monotonic()]

    await identify(turns(StoreAway(), Asking(None)), 0, at)

    assert at[1] - at[0] >= APART
