"""Carries out a schedule of the kind `world`: Discord, one worker or two, and everything behind them."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp

from infra.local.ports import free_port
from shared.kernel.events import EventType
from tests.chaos.arena import LINK_SECRET, Arena
from tests.chaos.discord_life import Life, named
from tests.chaos.errors import StuckError, last_lines
from tests.chaos.nursery import Child
from tests.chaos.redis_server import RedisServer, redis_server
from tests.chaos.schedule import Company, Fault, Schedule
from tests.chaos.stored import Reading
from tests.chaos.troubles import Troubles
from tests.chaos.verdict import Verdict, judge
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.bot_worker.a_worker import environment

READY_SECONDS: Final = 60.0
SETTLE_SECONDS: Final = 90.0
_LOOK_SECONDS: Final = 0.3
_RESTART_SECONDS: Final = 0.3
_MESSED_ORDER: Final = frozenset({Fault.KILL_WORKER, Fault.PAUSE_WORKER})  # what they missed is read up later


class RealWorker:
    """`python -m bot_worker`, started again whenever it ends."""

    def __init__(self, arena: Arena, variables: Mapping[str, str], log: Path) -> None:
        self._arena = arena
        self._port = free_port()
        self._variables = {**variables, "HEALTH_PORT": str(self._port)}
        self._log = log
        self._child: Child | None = None

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def send(self, number: signal.Signals) -> None:
        if self._child is not None:
            self._child.send(number)

    async def lock(self, seconds: float) -> None:
        raise NotImplementedError

    async def corrupt(self) -> None:
        raise NotImplementedError

    async def live(self) -> None:
        try:
            while True:
                self._child = await self._arena.ground.nursery.bear(
                    "tests.chaos.hasty_worker", env=self._variables, log=self._log
                )
                while self._child.is_alive:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
                await asyncio.sleep(_RESTART_SECONDS)
        finally:
            if self._child is not None:
                await self._child.kill()

    async def health(self) -> dict[str, Any] | None:
        """Return what it says of itself; None where it says nothing."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session,
                session.get(f"http://127.0.0.1:{self._port}/health") as answer,
            ):
                found: dict[str, Any] = await answer.json()
                return found
        except (aiohttp.ClientError, TimeoutError):
            return None


async def run(schedule: Schedule, arena: Arena, folder: Path) -> Verdict:
    """Let it happen, heal, wait until everything is stored or known to be missing, and compare."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    arena.dice.seed(schedule.seed)
    async with redis_server(folder) as redis, _discord(folder, schedule) as discord:
        await arena.open(f"w{schedule.seed}-", buckets=schedule.buckets, redis_url=redis.url)
        try:
            life = Life(discord, schedule.guilds, random.Random(schedule.seed))
            reading = Reading(arena.ground.aws_env, arena.prefix, schedule.buckets, named)
            workers = _workers(schedule, arena, discord, redis.url, folder)
            await _live_through(schedule, arena, workers, life, redis, reading)
            return await asyncio.to_thread(_judge, schedule, life, reading)
        finally:
            await arena.close()


async def _live_through(
    schedule: Schedule, arena: Arena, workers: list[RealWorker], life: Life, redis: RedisServer, reading: Reading
) -> None:
    troubles = Troubles(arena, list(workers), redis)
    living = [asyncio.create_task(worker.live()) for worker in workers]
    try:
        await _until_ready(workers)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(life.go_on(schedule.events, schedule.pause_seconds))
            for each in schedule.troubles:
                tasks.create_task(troubles.happen(each))
        arena.heal()
        await arena.start_functions()
        await asyncio.to_thread(reading.count)
        await _until_settled(workers, life, reading)
    finally:
        for task in living:
            task.cancel()
        await asyncio.wait(living)


async def _until_ready(workers: list[RealWorker]) -> None:
    try:
        async with asyncio.timeout(READY_SECONDS):
            for worker in workers:
                while not _is_well(await worker.health()):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        raise StuckError("no worker is ready:\n" + "\n".join(last_lines(worker.log) for worker in workers)) from None


async def _until_settled(workers: list[RealWorker], life: Life, reading: Reading) -> None:
    """Wait until everything that happened is stored or in a gap, and no worker has anything left."""
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            while not await _is_settled(workers, life, reading):  # noqa: ASYNC110 - other processes
                await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        return  # what is missing then is for the verdict to say


async def _is_settled(workers: list[RealWorker], life: Life, reading: Reading) -> bool:
    return await asyncio.to_thread(_is_all_there, life, reading) and await _are_empty(workers)


def _is_all_there(life: Life, reading: Reading) -> bool:
    return not judge(life.happened, reading.of(life.guild_ids), ordered=0).lost


async def _are_empty(workers: list[RealWorker]) -> bool:
    looks = [await worker.health() for worker in workers]
    return all(look is not None and _is_well(look) and look["spool"]["events"] == 0 for look in looks)


def _is_well(health: dict[str, Any] | None) -> bool:
    return health is not None and health["status"] == "ok"


def _judge(schedule: Schedule, life: Life, reading: Reading) -> Verdict:
    """Messages keep their order where no worker missed any: who was sent away waits for the audit log."""
    said = [event for event in life.happened if event.type == EventType.MESSAGE_CREATE]
    others = [event for event in life.happened if event.type != EventType.MESSAGE_CREATE]
    one_told = schedule.company is Company.NOBODY and not any(
        trouble.fault in _MESSED_ORDER for trouble in schedule.troubles
    )
    reading.count(settled=True)
    found = reading.of(life.guild_ids)
    return judge([*said, *others], found, ordered=len(said) if one_told else 0, is_all=False)


def _workers(
    schedule: Schedule, arena: Arena, discord: SimulatorProcess, redis_url: str, folder: Path
) -> list[RealWorker]:
    count = 1 if schedule.company is Company.NOBODY else 2
    found = []
    for number in range(1, count + 1):
        home = folder / f"worker-{number}"
        home.mkdir()
        variables = environment(
            home,
            discord,
            arena.worker_url,
            BOT_LINK_SECRET=LINK_SECRET,
            SHARD_COUNT=str(count),
            EVENT_BUCKETS=str(schedule.buckets),
            REDIS_URL=redis_url,
            **arena.aws_env,
        )
        found.append(RealWorker(arena, variables, folder / f"worker-{number}.log"))
    return found


@asynccontextmanager
async def _discord(folder: Path, schedule: Schedule) -> AsyncIterator[SimulatorProcess]:
    flags = ("--guilds", str(schedule.guilds + 1), "--members", "20", "--seed", str(schedule.seed))
    context = simulator(folder, *flags)
    discord = await asyncio.to_thread(context.__enter__)
    try:
        yield discord
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)
