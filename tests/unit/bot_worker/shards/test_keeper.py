"""What the keeper does besides what the policy decides."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot_worker.shards.keeper import Keeper, ShardCountChangedError, TwinWorkerError
from bot_worker.shards.model import Beat, LeaseTiming, Start, View
from bot_worker.shards.policy import LeasePolicy
from shared.kernel.errors import StoreUnavailableError
from tests.fakes.leases import FakeLeases

TIMING = LeaseTiming(tick=0.05, trust=0.3, take_over=0.8)


class Sessions:
    """Sessions that are ready at once."""

    def __init__(self) -> None:
        self.is_spare = False
        self.running: dict[int, Start] = {}

    def start(self, start: Start) -> None:
        self.running[start.shard_id] = start

    async def stop(self, shard_id: int) -> None:
        del self.running[shard_id]

    def heard_at(self, shard_id: int) -> int | None:
        return 1_000 + shard_id if shard_id in self.running else None


class Store(FakeLeases):
    """A store that can be away, or hang."""

    def __init__(self) -> None:
        super().__init__(2)
        self.is_away = False
        self.hangs_seconds = 0.0

    def read(self) -> View:
        time.sleep(self.hangs_seconds)
        if self.is_away:
            raise StoreUnavailableError
        return super().read()


class Kept:
    def __init__(self, store: FakeLeases, worker_id: str = "me") -> None:
        self.sessions = Sessions()
        self.doubts = 0
        self.policy = LeasePolicy(worker_id, 2, TIMING)
        self.keeper = Keeper(
            store,
            self.policy,
            self.sessions,
            worker_id=worker_id,
            instance=f"{worker_id}-1",
            shard_count=2,
            timing=TIMING,
            now=time.monotonic,
            now_ms=lambda: time.time_ns() // 1_000_000,
            doubt=self._doubt,
        )

    def _doubt(self) -> None:
        self.doubts += 1

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Kept"]:
        task = asyncio.create_task(self.keeper.run())
        try:
            await until(lambda: sorted(self.sessions.running) == [0, 1])
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(is_so: object, seconds: float = 5.0) -> None:
    assert callable(is_so)
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def test_a_heartbeat_tells_what_runs_and_until_when_it_was_heard() -> None:
    store = Store()

    async with Kept(store).running():
        await until(lambda: store.beats["me"].running == {0: 1_000, 1: 1_001})


@pytest.mark.parametrize("hangs", [False, True])
async def test_without_the_store_shards_run_on_and_are_doubted_once_in_time(hangs: bool) -> None:
    store = Store()

    async with Kept(store).running() as kept:
        await until(lambda: kept.keeper.is_certain(0))
        store.is_away, store.hangs_seconds = not hangs, 1.0 if hangs else 0.0
        await until(lambda: kept.doubts == 1, TIMING.trust + 0.3)
        assert not kept.keeper.is_certain(0)
        await asyncio.sleep(0.1)
        assert (kept.doubts, sorted(kept.sessions.running)) == (1, [0, 1])
        store.is_away, store.hangs_seconds = False, 0.0
        await until(lambda: kept.keeper.is_certain(0))


async def test_who_leaves_gives_up_its_leases_and_says_until_when_it_heard() -> None:
    store = Store()
    async with Kept(store).running() as kept:
        pass

    await kept.keeper.leave()

    assert store.beats == {}
    assert [(lease.holder, lease.heard_at) for lease in store.leases.values()] == [("", 1_000), ("", 1_001)]


async def test_a_second_process_with_the_same_spool_ends_the_first() -> None:
    store = Store()
    running = asyncio.create_task(Kept(store).keeper.run())
    await until(lambda: "me" in store.beats)

    store.beats["me"] = Beat(worker_id="me", instance="me-2", version=1, shard_count=2, at=0, running={})

    with pytest.raises(ExceptionGroup) as ended:
        await running
    assert ended.group_contains(TwinWorkerError)


async def test_another_number_of_shards_ends_the_process_so_that_it_starts_anew() -> None:
    store = Store()
    running = asyncio.create_task(Kept(store).keeper.run())
    await until(lambda: "me" in store.beats)

    store.count = 3

    with pytest.raises(ExceptionGroup) as ended:
        await running
    assert ended.group_contains(ShardCountChangedError)


async def test_a_worker_that_wakes_up_doubts_before_it_sends_anything() -> None:
    store = Store()

    async with Kept(store).running() as kept:
        await until(lambda: kept.keeper.is_certain(0))
        time.sleep(TIMING.trust + 0.05)  # noqa: ASYNC251 - as a stopped process does: nothing runs
        kept.keeper.check_trust()
        assert kept.doubts == 1
