"""A worker in which a script stands in for Discord: spool, lanes, batcher and link are the real ones.

`python -m tests.chaos.source SCRIPT` tells what happens, from where an earlier process of the same script ended: up to
there everything was on disk. What may or may not have been is told again, marked as a back-fill's events are. When
everything is confirmed it writes `done` and ends.
"""

import asyncio
import os
import random
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.connection import LinkTiming
from bot_worker.pipeline.link.link import Link
from bot_worker.pipeline.link.protocol import LinkProtocol
from bot_worker.pipeline.link.token import mint_link_token
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.places import Lanes
from bot_worker.pipeline.spool.spool import MAX_BYTES, Spool, open_spool
from shared.adapters.logs import set_up_logs
from shared.kernel.buckets import bucket_among
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult, FromBackend, Register
from tests.chaos.happenings import World, happening

ENTROPY_BITS: Final = 80
_LOOK_SECONDS: Final = 0.02
_SPARE_PAGES: Final = 4  # of a full disk: what SQLite needs to begin at all


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From this event on the process's clock is so far off."""

    at: int
    offset_ms: int


class Full(msgspec.Struct, frozen=True, kw_only=True):
    """While these events happen, the spool's file cannot grow."""

    first: int
    last: int


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What one source process is to do. Events from `first` to before `last`, `group` at a time, so long apart.

    `marked`: another worker brings the same. From `doubt_at` on this one is no longer certain that none does.
    """

    world: World
    url: str
    secret: str
    bot_id: int
    spool: str
    progress: str
    first: int
    last: int
    group: int
    pause_seconds: float
    lanes: int
    limits: BatchLimits
    timing: LinkTiming
    marked: bool = False
    doubt_at: int | None = None
    clock: list[Step] = []
    full: list[Full] = []
    max_bytes: int = MAX_BYTES


class Progress:
    """How far a script has come, as its processes write it down: nothing of it is lost with one of them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_done(self) -> bool:
        return self._path.with_suffix(".done").exists()

    def reached(self, first: int) -> int:
        try:
            return int(self._path.read_text() or first)
        except FileNotFoundError:
            return first

    def has_passed(self, number: int) -> bool:
        return self.is_done or self.reached(0) > number

    def begin(self) -> bool:
        """Say whether an earlier process began, which may have told more than it could write down."""
        begun = self._path.with_suffix(".begun")
        was_there = begun.exists()
        begun.touch()
        return was_there

    def note(self, number: int) -> None:
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT)
        os.pwrite(file, b"%012d" % number, 0)
        os.close(file)

    def finish(self) -> None:
        self._path.with_suffix(".done").touch()


class Source:
    def __init__(self, script: Script, progress: Progress) -> None:
        self._script = script
        self._progress = progress
        self._number = progress.reached(script.first)
        self._is_full = False

    def now_ms(self) -> int:
        """Return what this process takes for the time."""
        offset = [step.offset_ms for step in self._script.clock if step.at <= self._number][-1:]
        return time.time_ns() // 1_000_000 + (offset[0] if offset else 0)

    async def live(self) -> None:
        script, now = self._script, asyncio.get_running_loop().time
        lanes = Lanes(script.lanes, lambda guild_id: bucket_among(script.lanes, guild_id))
        async with open_spool(Path(script.spool), now_ms=self.now_ms, max_bytes=script.max_bytes, lanes=lanes) as spool:
            entropy = lambda: secrets.randbits(ENTROPY_BITS)  # noqa: E731 - it is nothing by itself
            ids = BatchIds(await spool.last_batch_id(), now_ms=self.now_ms, entropy=entropy)
            pipeline = Pipeline(spool, script.limits, ids, now=now, now_ms=self.now_ms)
            link = self._link()
            async with asyncio.TaskGroup() as tasks:
                parts = [tasks.create_task(pipeline.run(link)), tasks.create_task(link.run())]
                await self._tell(pipeline, spool)
                await _until_confirmed(spool)
                self._progress.finish()
                for part in parts:
                    part.cancel()

    async def _tell(self, pipeline: Pipeline, spool: Spool) -> None:
        script = self._script
        uncertain = self._number + script.group if self._progress.begin() else 0
        for start in range(self._number, script.last, script.group):
            await self._fill_disk(spool)
            for number in range(start, min(start + script.group, script.last)):
                if number == script.doubt_at:
                    pipeline.doubt()
                doubtful = script.doubt_at is not None and number >= script.doubt_at
                event = happening(script.world, number)
                pipeline.capture(event, may_repeat=script.marked or doubtful or number < uncertain)
            await pipeline.until_spooled()
            self._number = min(start + script.group, script.last)
            self._progress.note(self._number)
            await asyncio.sleep(script.pause_seconds)
        self._is_full = await self._limit_pages(spool, full=False)

    async def _fill_disk(self, spool: Spool) -> None:
        full = any(period.first <= self._number <= period.last for period in self._script.full)
        if full != self._is_full:
            self._is_full = await self._limit_pages(spool, full=full)

    async def _limit_pages(self, spool: Spool, *, full: bool) -> bool:
        ((pages,),) = await spool.database.read("PRAGMA page_count")
        most = pages + _SPARE_PAGES if full else 1 << 30
        await spool.database.read(f"PRAGMA max_page_count = {most}")
        return full

    def _link(self) -> Link:
        script = self._script
        register = Register(bot_id=Snowflake(script.bot_id), name="chaos", version="1", shard_ids=[0], shard_count=1)
        return Link(
            LinkProtocol(register, random=random.random, timing=script.timing),
            url=script.url,
            token=lambda: mint_link_token(script.bot_id, script.secret, now=datetime.now(UTC), token_id=uuid4()),
            execute=_refuse,
            now=asyncio.get_running_loop().time,
        )


async def _until_confirmed(spool: Spool) -> None:
    while spool.events or spool.has_gaps_to_report or await spool.gaps():  # noqa: ASYNC110 - the file says it
        await asyncio.sleep(_LOOK_SECONDS)


async def _refuse(message: FromBackend) -> CommandResult | None:
    del message
    return None


def main() -> None:
    set_up_logs("INFO")
    script = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Script)
    source = Source(script, Progress(Path(script.progress)))
    asyncio.run(source.live())


if __name__ == "__main__":
    main()
