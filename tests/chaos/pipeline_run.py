"""Carries out a schedule of the kind `pipeline`."""

import asyncio
import random
import signal
import sqlite3
import time
from pathlib import Path
from typing import Final

import msgspec

from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.connection import LinkTiming
from shared.kernel.buckets import SHARD_SHIFT
from tests.chaos.arena import LINK_SECRET, Arena
from tests.chaos.errors import StuckError, last_lines
from tests.chaos.happenings import World, happening
from tests.chaos.nursery import Child
from tests.chaos.schedule import Company, Fault, Schedule
from tests.chaos.source import Full, Progress, Script, Step
from tests.chaos.stored import Reading
from tests.chaos.troubles import Troubles
from tests.chaos.verdict import Verdict, judge

DRAIN_SECONDS: Final = 90.0  # a machine that is busy with other things must not make a schedule fail
_RESTART_SECONDS: Final = 0.05
_LIMITS: Final = BatchLimits(interval_seconds=0.1, interactive_seconds=0.02)
_TIMING: Final = LinkTiming(
    register_seconds=2.0,
    ack_seconds=0.8,
    keep_alive_seconds=0.3,
    kept_alive_seconds=0.8,
    hand_over_seconds=3.0,
    retire_seconds=0.8,
    steady_seconds=0.5,
    first_backoff_seconds=0.02,
    longest_backoff_seconds=2.0,
)
_IDLE_SECONDS, _LONGEST_SECONDS, _HAND_OVER_SECONDS = 0.9, 1.5, 0.5


class Worker:
    """A source's process, started again whenever it ends before its script does."""

    def __init__(self, arena: Arena, script: Script, name: str, dice: random.Random) -> None:
        self._arena = arena
        self._dice = dice
        self._spool = Path(script.spool)
        self._script = self._spool.with_name(f"{name}.script")
        self._script.write_bytes(msgspec.json.encode(script))
        self._log = self._spool.with_name(f"{name}.log")
        self._child: Child | None = None
        self._may_start = asyncio.Event()
        self._may_start.set()
        self.progress = Progress(Path(script.progress))
        self.starts = 0

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def send(self, number: signal.Signals) -> None:
        if self._child is not None:
            self._child.send(number)

    async def lock(self, seconds: float) -> None:
        await self._die()
        holder = sqlite3.connect(self._spool, isolation_level=None, timeout=0)
        try:
            self._may_start.set()  # it starts again, finds the file locked, and ends
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
            holder.execute("BEGIN EXCLUSIVE")
            await asyncio.sleep(seconds)
        except sqlite3.Error:
            pass  # it was faster, or the file is damaged already
        finally:
            holder.close()

    async def corrupt(self) -> None:
        await self._die()
        if self._spool.exists():
            content = bytearray(self._spool.read_bytes())
            first = self._dice.choice((0, 0, 100, 4096))
            content[first : first + 512] = self._dice.randbytes(512)
            self._spool.write_bytes(content)
        self._may_start.set()

    async def live(self) -> None:
        """Return when its script is done and everything of it confirmed."""
        try:
            while not self.progress.is_done:
                await self._may_start.wait()
                self.starts += 1
                env = {"PATH": ""}
                self._child = await self._arena.ground.nursery.bear(
                    "tests.chaos.source", str(self._script), env=env, log=self._log
                )
                while self._child.is_alive:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.01)
                await asyncio.sleep(_RESTART_SECONDS)
        finally:
            if self._child is not None:
                await self._child.kill()

    async def _die(self) -> None:
        self._may_start.clear()
        if self._child is not None:
            await self._child.kill()


async def run(schedule: Schedule, arena: Arena, folder: Path) -> Verdict:
    """Let it happen, heal, wait until everything is confirmed, and compare."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    dice = random.Random(schedule.seed)
    arena.dice.seed(schedule.seed)
    await arena.open(f"c{schedule.seed}-", buckets=schedule.buckets)
    try:
        world = _world(schedule, dice)
        reading = Reading(arena.ground.aws_env, arena.prefix, schedule.buckets)
        if schedule.ages:
            arena.line.idle_seconds, arena.line.longest_seconds = _IDLE_SECONDS, _LONGEST_SECONDS
        workers = [Worker(arena, script, name, dice) for name, script in _scripts(schedule, world, arena, folder)]
        await _live_through(schedule, arena, workers, reading)
        return await asyncio.to_thread(_judge, schedule, world, reading)
    finally:
        arena.line.idle_seconds = arena.line.longest_seconds = 0.0
        await arena.close()


async def _live_through(schedule: Schedule, arena: Arena, workers: list[Worker], reading: Reading) -> None:
    troubles = Troubles(arena, list(workers))
    try:
        async with asyncio.timeout(DRAIN_SECONDS), asyncio.TaskGroup() as tasks:
            for worker in workers:
                tasks.create_task(_live(worker, workers[0], schedule))
            happening_now = [tasks.create_task(troubles.happen(each)) for each in schedule.troubles]
            if happening_now:
                await asyncio.wait(happening_now)
            arena.heal()
            arena.line.idle_seconds = arena.line.longest_seconds = 0.0
            await arena.start_functions()
            await asyncio.to_thread(reading.count)
    except TimeoutError:
        left = [
            f"{worker.starts} starts\n{last_lines(worker.log)}" for worker in workers if not worker.progress.is_done
        ]
        raise StuckError("not confirmed in time:\n" + "\n".join(left)) from None


async def _live(worker: Worker, first: Worker, schedule: Schedule) -> None:
    """A successor comes when the first one knows of it, as `pipeline.doubt` is called before a session begins."""
    if schedule.company is Company.SUCCESSOR and worker is not first:
        while not first.progress.has_passed(schedule.takes_over_at):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)
    await worker.live()


def _judge(schedule: Schedule, world: World, reading: Reading) -> Verdict:
    happened = [happening(world, number) for number in range(schedule.events)]
    reading.count(settled=True)
    verdict = judge(happened, reading.of(world.guild_ids), ordered=_in_order(schedule))
    if letters := reading.dead_letters():
        return msgspec.structs.replace(verdict, strange=[*verdict.strange, f"{letters} dead letters"])
    return verdict


def _in_order(schedule: Schedule) -> int:
    """Return how many events are stored in their order: what two workers tell lies where either of them told it.

    A damaged file takes the last batch's id with it; a clock that was set back meanwhile then counts.
    """
    if schedule.company is Company.TWIN:
        return 0
    if schedule.company is Company.SUCCESSOR:
        return _told_again_from(schedule)
    is_forgotten = schedule.clock and any(trouble.fault is Fault.CORRUPT for trouble in schedule.troubles)
    return 0 if is_forgotten else schedule.events


def _told_again_from(schedule: Schedule) -> int:
    return max(0, schedule.takes_over_at - schedule.group)


def _world(schedule: Schedule, dice: random.Random) -> World:
    guild_ids = [(dice.getrandbits(40) + 1) << SHARD_SHIFT for _ in range(schedule.guilds)]
    return World(seed=schedule.seed, guild_ids=guild_ids, begun_at=time.time_ns() // 1_000_000, words=schedule.words)


def _scripts(schedule: Schedule, world: World, arena: Arena, folder: Path) -> list[tuple[str, Script]]:
    hand_over = _HAND_OVER_SECONDS if schedule.ages else _TIMING.hand_over_seconds
    first = Script(
        world=world,
        url=arena.worker_url,
        secret=LINK_SECRET,
        bot_id=schedule.seed + 1,
        spool=str(folder / "first.db"),
        progress=str(folder / "first.progress"),
        first=0,
        last=schedule.events,
        group=schedule.group,
        pause_seconds=schedule.pause_seconds,
        lanes=schedule.lanes,
        limits=_LIMITS,
        timing=msgspec.structs.replace(_TIMING, hand_over_seconds=hand_over),
        marked=schedule.company is Company.TWIN,
        doubt_at=schedule.takes_over_at if schedule.company is Company.SUCCESSOR else None,
        clock=[Step(at=at, offset_ms=offset) for at, offset in schedule.clock],
        full=[] if schedule.full is None else [Full(first=schedule.full[0], last=schedule.full[1])],
    )
    if schedule.company is Company.NOBODY:
        return [("first", first)]
    second = msgspec.structs.replace(
        first,
        spool=str(folder / "second.db"),
        progress=str(folder / "second.progress"),
        first=_told_again_from(schedule) if schedule.company is Company.SUCCESSOR else 0,
        marked=True,
        doubt_at=None,
        full=[],
    )
    return [("first", first), ("second", second)]
