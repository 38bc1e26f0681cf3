"""Several workers of one bot, processes of their own, share its shards through the local AWS."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from shared.kernel.snowflakes import shard_of
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_worker import WorkerProcess, environment, worker
from tests.integration.bot_worker.hasty import TIMING
from tests.integration.bot_worker.relay import Relay, relay_to

SHARDS = 3
SEED = "7"  # of a world with guilds in every shard
TAKE_OVER_SECONDS = TIMING.take_over + 2 * TIMING.tick


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path, "--guilds", "9", "--members", "20", "--seed", SEED) as started:
        yield started


class Workers:
    """Starts workers of one bot, each with a spool of its own."""

    def __init__(self, stack: AsyncExitStack, folder: Path, discord: SimulatorProcess, gateway: StrictGateway) -> None:
        self._stack = stack
        self._folder = folder
        self._discord = discord
        self._gateway = gateway

    async def start(self, name: str, **changes: str) -> WorkerProcess:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        variables = environment(folder, self._discord, self._gateway.url, SHARD_COUNT=str(SHARDS)) | changes
        return await self._stack.enter_async_context(worker(variables))


@pytest.fixture
async def workers(tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway) -> AsyncIterator[Workers]:
    strict_gateway.one_worker = False
    async with AsyncExitStack() as stack:
        yield Workers(stack, tmp_path, discord, strict_gateway)


@pytest.fixture
async def relay(aws_endpoint: str) -> AsyncIterator[Relay]:
    """A way to the local AWS that can be cut."""
    async with relay_to(aws_endpoint) as relay:
        yield relay


async def _until_shared(gateway: StrictGateway, *sizes: int, seconds: float = 30) -> None:
    """Wait until every shard is at one worker, and each worker has so many."""

    def is_shared() -> bool:
        shards = [register.shard_ids for register in gateway.connections.values() if register is not None]
        everything = sorted(shard for each in shards for shard in each)
        return everything == list(range(sum(sizes))) and sorted(map(len, shards)) == sorted(sizes)

    await gateway.until(is_shared, seconds=seconds)


class Talk:
    """What people said, in guilds of every shard."""

    def __init__(self, discord: SimulatorProcess) -> None:
        present = [guild for guild in discord.world()["guilds"] if guild["bot_present"]]
        self._channels = [discord.channel(guild["id"]) for guild in present]
        self.shards = {shard_of(int(guild["id"]), SHARDS) for guild in present}
        self._discord = discord
        self._numbers = count()
        self.said: list[str] = []

    def say_everywhere(self) -> None:
        for channel in self._channels:
            self.said.append(f"line {next(self._numbers)}")
            self._discord.say(channel, self.said[-1])

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        talking = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            talking.cancel()
            await asyncio.wait([talking])

    async def heard_by(self, gateway: StrictGateway, *, seconds: float = 20) -> None:
        """Wait until all that was said has arrived; `StrictGateway` sees to it that nothing is doubled."""
        try:
            await gateway.until(lambda: set(self.said) <= self._heard(gateway), seconds=seconds)
        except AssertionError:
            raise AssertionError(f"never heard: {sorted(set(self.said) - self._heard(gateway))}") from None

    async def _go_on(self) -> None:
        while True:
            await asyncio.to_thread(self.say_everywhere)
            await asyncio.sleep(0.1)

    def _heard(self, gateway: StrictGateway) -> set[str]:
        return {decoded(event)["content"] for event in gateway.events if event.type == "message_create"}


async def test_a_second_worker_takes_its_part_and_a_stopped_one_gives_its_own_back_at_once_with_nothing_missed(
    workers: Workers, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    first = await workers.start("first")
    await _until_shared(strict_gateway, 3)
    talk = Talk(discord)

    async with talk.going_on():
        second = await workers.start("second")
        await _until_shared(strict_gateway, 1, 2)
        assert await first.stop() == 0
        stopped_at = time.monotonic()
        await _until_shared(strict_gateway, 3)
        assert time.monotonic() - stopped_at < TIMING.take_over + 2.5  # what a busy machine takes
        await asyncio.sleep(0.5)

    await talk.heard_by(strict_gateway)
    assert await second.stop() == 0


async def test_what_a_killed_worker_ran_is_taken_over_with_what_was_said_in_between(
    workers: Workers, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    first = await workers.start("first")
    second = await workers.start("second")
    await _until_shared(strict_gateway, 1, 2)
    talk = Talk(discord)

    async with talk.going_on():
        await asyncio.sleep(1)
        await first.kill()
        await _until_shared(strict_gateway, 3)
        await asyncio.sleep(0.5)

    assert talk.shards == {0, 1, 2}
    await workers.start("first")  # what it had not sent yet
    await talk.heard_by(strict_gateway)
    assert await second.stop() == 0


async def test_a_paused_worker_that_comes_back_stops_the_shards_that_it_lost(
    workers: Workers, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    first = await workers.start("first")
    await _until_shared(strict_gateway, 3)
    await workers.start("second")
    await _until_shared(strict_gateway, 1, 2)
    talk = Talk(discord)

    async with talk.going_on():
        first.send(signal.SIGSTOP)
        await asyncio.sleep(TAKE_OVER_SECONDS + 1)
        first.send(signal.SIGCONT)
        await first.until_logged("shard.lost")
        await asyncio.sleep(1)

    await _until_shared(strict_gateway, 1, 2)
    await talk.heard_by(strict_gateway)


async def test_without_the_store_a_worker_waits_at_its_start_and_later_goes_on(
    workers: Workers, discord: SimulatorProcess, strict_gateway: StrictGateway, relay: Relay
) -> None:
    relay.cut()
    process = await workers.start("first", AWS_ENDPOINT_URL=relay.url)
    await process.until_logged("leases.store_away")
    assert (await process.health())[0] == 503
    relay.mend()
    await _until_shared(strict_gateway, 3)

    relay.cut()
    await process.until_logged("leases.doubtful")
    talk = Talk(discord)
    talk.say_everywhere()
    await talk.heard_by(strict_gateway)
    relay.mend()
    await process.until_logged("leases.store_back")

    assert "shard.lost" not in process.events
    assert await process.stop() == 0


async def test_a_worker_that_counts_shards_differently_waits_until_the_others_are_gone(
    workers: Workers, strict_gateway: StrictGateway
) -> None:
    first = await workers.start("first", SHARD_COUNT="2")
    await _until_shared(strict_gateway, 2)

    second = await workers.start("second", SHARD_COUNT="3")
    said = await second.until_logged("shards.others_count_differently")
    assert await first.stop() == 0
    await _until_shared(strict_gateway, 3)

    assert (said["stored"], said["wanted"]) == (2, 3)
    assert await second.stop() == 0
