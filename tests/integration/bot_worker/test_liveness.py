"""A worker whose parts hang is found not alive, though its process is there."""

import asyncio
import random
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot_worker.backfill.assembly import make_backfill
from bot_worker.health.model import Problem
from bot_worker.health.monitor import Monitor
from bot_worker.health.vitals import Patience
from bot_worker.metrics.timed_backend import TimedBackend
from bot_worker.moderation.timers import TimerFigures
from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.spool import Spool, open_spool
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway
from tests.integration.bot_worker.a_pipeline import INTERVAL, now_ms
from tests.integration.bot_worker.a_worker import environment, worker
from tests.unit.bot_worker.pipeline.events import an_event

PATIENCE = Patience(discord=0.3, spool=0.3, acks=0.3)


class Shard:
    """A shard that hears Discord for ever, or nothing at all."""

    shard_id = 0
    latency_ms = 40

    def __init__(self) -> None:
        self.is_silent = False
        self._heard_at = 0.0

    @property
    def last_frame_at(self) -> float:
        if not self.is_silent:
            self._heard_at = asyncio.get_running_loop().time()
        return self._heard_at


class Bots:
    def __init__(self) -> None:
        self.bots = [Shard()]


class Backend:
    """One that confirms at once, or stalls: connected, registered, and without a word."""

    is_registered = True

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def deliver(self, batch_id: str, frame: str) -> None:  # noqa: ARG002 - it takes whatever comes
        await self.may_answer.wait()

    def doubt(self) -> None:
        """Nobody hands over here."""


class Parts:
    def __init__(self, spool: Spool) -> None:
        now = asyncio.get_running_loop().time
        self.spool = spool
        self.bots, self.backend = Bots(), Backend()
        ids = BatchIds(None, now_ms=now_ms, entropy=lambda: random.getrandbits(80))
        self.pipeline = Pipeline(spool, INTERVAL, ids, now=now, now_ms=now_ms)
        backfill = make_backfill(
            spool.database,
            capture=self.pipeline.capture,
            until_spooled=self.pipeline.until_spooled,
            has_room=lambda: True,
            now=now,
            now_ms=now_ms,
        )
        self.monitor = Monitor(
            *(self.bots, self.backend, self.pipeline, spool, backfill, TimerFigures()),
            now=now,
            now_ms=now_ms,
            patience=PATIENCE,
            pulse_seconds=0.02,
            report_seconds=0.2,
        )
        self.timed = TimedBackend(self.backend, self.monitor.acks, now)

    async def until(self, problems: list[Problem]) -> None:
        async with asyncio.timeout(5):
            while self.monitor.liveness().problems != problems:  # noqa: ASYNC110 - it is asked, and tells nobody
                await asyncio.sleep(0.02)


@asynccontextmanager
async def living(path: Path) -> AsyncIterator[Parts]:
    async with open_spool(path, now_ms=now_ms) as spool:
        parts = Parts(spool)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(parts.pipeline.run(parts.timed)), tasks.create_task(parts.monitor.run())]
            yield parts
            for task in running:
                task.cancel()


async def test_a_link_that_stalls_is_noticed_by_the_acks_that_do_not_come(tmp_path: Path) -> None:
    async with living(tmp_path / "spool.db") as parts:
        parts.pipeline.capture(an_event(1))
        await parts.pipeline.until_confirmed()
        await asyncio.sleep(0.5)
        assert parts.monitor.liveness().problems == [], "nothing waits for an answer"

        parts.backend.may_answer.clear()
        parts.pipeline.capture(an_event(2))
        await parts.until([Problem.NO_ACKS])
        parts.backend.may_answer.set()
        await parts.until([])
        await parts.pipeline.until_confirmed()
        assert "guildhall_worker_ack_latency_seconds_count 2" in await parts.monitor.metrics()


async def test_a_disk_that_hangs_is_noticed_by_the_events_that_do_not_reach_it(tmp_path: Path) -> None:
    go_on = threading.Event()
    async with living(tmp_path / "spool.db") as parts:
        hanging = asyncio.create_task(parts.spool.database.write(lambda _: go_on.wait(10)))
        parts.pipeline.capture(an_event(1))
        await parts.until([Problem.SPOOL_STUCK])
        go_on.set()
        await hanging
        await parts.until([])


async def test_figures_are_logged_as_what_came_since_the_last_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot_worker.health.monitor")
    async with living(tmp_path / "spool.db") as parts:
        await asyncio.sleep(0.05)
        parts.pipeline.capture(an_event(1))
        parts.monitor.note(an_event(1))
        await parts.pipeline.until_confirmed()
        async with asyncio.timeout(5):
            while len(caplog.records) < 2:  # noqa: ASYNC110 - the log is where it tells
                await asyncio.sleep(0.02)

    first, second = (vars(record) for record in caplog.records[:2])
    assert (first["events_captured"], first["batches"], len(first["ack_latency"])) == (1, 1, 1)
    assert (second["events_captured"], second["batches"], second["queue_depth"]) == (0, 0, 0)


async def test_a_discord_that_says_nothing_is_noticed(tmp_path: Path) -> None:
    async with living(tmp_path / "spool.db") as parts:
        await parts.until([])
        parts.bots.bots[0].is_silent = True
        await parts.until([Problem.DISCORD_SILENT])


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path, "--guilds", "2", "--members", "20", "--seed", "8200") as started:
        yield started


async def test_a_worker_whose_event_loop_stands_still_answers_nobody_and_one_that_runs_says_what_it_does(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process, aiohttp.ClientSession() as http:
        port = (await process.until_logged("health.listening"))["port"]
        await strict_gateway.until(lambda: len(strict_gateway.events) > 0)
        async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "alive", "problems": []})
        async with http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            text = await answer.text()
        assert 'guildhall_worker_events_total{type="guild_sync"} 1' in text
        assert "guildhall_worker_sessions_begun_total 1" in text

        process.send(signal.SIGSTOP)
        with pytest.raises(TimeoutError):
            await http.get(f"http://127.0.0.1:{port}/healthz", timeout=aiohttp.ClientTimeout(total=0.5))
        process.send(signal.SIGCONT)
        async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        assert await process.stop() == 0
