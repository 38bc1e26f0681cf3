"""Watches the parts: feels their pulse, reads their figures, and logs them every minute."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from bot_worker.backfill.backfill import Backfill
from bot_worker.health.model import Liveness
from bot_worker.health.vitals import PATIENCE, Patience, Vitals
from bot_worker.metrics import cloudwatch, prometheus
from bot_worker.metrics.histogram import Histogram
from bot_worker.metrics.reading import Reading
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.spool import Spool
from shared.kernel.events import Event

log = logging.getLogger(__name__)

PULSE_SECONDS: Final = 1.0
REPORT_SECONDS: Final = 60.0


class ShardBot(Protocol):
    @property
    def shard_id(self) -> int: ...

    @property
    def latency_ms(self) -> int | None: ...

    @property
    def last_frame_at(self) -> float: ...


class Bots(Protocol):
    @property
    def bots(self) -> Sequence[ShardBot]: ...


class Registration(Protocol):
    @property
    def is_registered(self) -> bool: ...


class Timers(Protocol):
    """What came of sanctions whose time was up."""

    @property
    def due(self) -> int: ...

    @property
    def lifted(self) -> int: ...

    @property
    def refused(self) -> int: ...

    @property
    def troubles(self) -> int: ...


class Monitor:
    """`note` is called for every captured event, and counts it; `acks` is where batches are timed."""

    def __init__(
        self,
        fleet: Bots,
        link: Registration,
        pipeline: Pipeline,
        spool: Spool,
        backfill: Backfill,
        timers: Timers,
        *,
        now: Callable[[], float],
        now_ms: Callable[[], int],
        patience: Patience = PATIENCE,
        pulse_seconds: float = PULSE_SECONDS,
        report_seconds: float = REPORT_SECONDS,
    ) -> None:
        self._fleet = fleet
        self._link = link
        self._pipeline = pipeline
        self._spool = spool
        self._backfill = backfill
        self._timers = timers
        self._now = now
        self._now_ms = now_ms
        self._vitals = Vitals(now(), patience)
        self._events: defaultdict[str, int] = defaultdict(int)
        self._pulse_seconds = pulse_seconds
        self._report_seconds = report_seconds
        self._groups = 0
        self._lag = 0.0
        self.acks = Histogram()

    def note(self, event: Event) -> None:
        self._events[event.type] += 1

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._feel_pulse())
            tasks.create_task(self._follow_the_disk())
            tasks.create_task(self._report())

    def liveness(self) -> Liveness:
        return self._vitals.liveness(self._now())

    async def metrics(self) -> str:
        return prometheus.render(await self._read())

    async def _feel_pulse(self) -> None:
        while True:
            before = self._now()
            await asyncio.sleep(self._pulse_seconds)
            now = self._now()
            self._lag = max(self._lag, now - before - self._pulse_seconds)
            sent = self._pipeline.sent
            self._vitals.look(
                now,
                frames_at=[bot.last_frame_at for bot in self._fleet.bots],
                groups=self._groups,
                answers=sent.batches + sent.refused_batches,
                owes_answers=self._link.is_registered and self._spool.events > 0,
            )

    async def _follow_the_disk(self) -> None:
        while True:
            await self._pipeline.until_spooled()
            self._groups += 1
            await asyncio.sleep(self._pulse_seconds)

    async def _report(self) -> None:
        before = await self._read()
        while True:
            await asyncio.sleep(self._report_seconds)
            reading = await self._read()
            self._lag = 0.0
            fields = cloudwatch.line(reading, before, self.acks.take_recent(), at_ms=self._now_ms())
            log.info("worker.figures", extra=fields)
            before = reading

    async def _read(self) -> Reading:
        sent, spool, sessions = self._pipeline.sent, self._spool, self._backfill.sessions
        oldest = await spool.oldest_captured_at()
        return Reading(
            events=dict(self._events),
            batches=sent.batches,
            batch_events=sent.events,
            batch_bytes=sent.bytes,
            batches_refused=sent.refused_batches,
            ack_latency=self.acks.read(),
            queue_depth=spool.events,
            spool_bytes=spool.bytes,
            oldest_age_seconds=0.0 if oldest is None else max(0, self._now_ms() - oldest) / 1000,
            events_lost=spool.lost,
            events_shed=spool.shed,
            absences_open=self._backfill.absences_open,
            sessions_begun=sessions.begun,
            sessions_resumed=sessions.resumed,
            registered=self._link.is_registered,
            shard_latency_ms={bot.shard_id: bot.latency_ms for bot in self._fleet.bots},
            loop_lag_seconds=self._lag,
            timers_due=self._timers.due,
            timers_lifted=self._timers.lifted,
            timers_refused=self._timers.refused,
            timers_troubled=self._timers.troubles,
        )
