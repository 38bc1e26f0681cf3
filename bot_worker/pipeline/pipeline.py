"""Event → intake → spool → lane → batch → link → acknowledgement."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import Batcher, BatchLimits
from bot_worker.pipeline.bell import Bell
from bot_worker.pipeline.delivery import Backend, Delivery, Sent
from bot_worker.pipeline.intake import Intake
from bot_worker.pipeline.lane import Lane
from bot_worker.pipeline.link.outbox import MAX_IN_FLIGHT
from bot_worker.pipeline.spool.arrivals import entry_of
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.places import key_at
from bot_worker.pipeline.spool.records import Row
from bot_worker.pipeline.spool.spool import Spool
from shared.kernel.events import Event, EventType, GapReason

# Somebody who has just started or invited the bot waits to see it, and who loses access loses it at once: such an event
# goes out as if its guild were watched.
_AWAITED: Final = frozenset(
    {
        *(EventType.GUILD_SYNC, EventType.GUILD_CREATE, EventType.GUILD_DELETE, EventType.OWNER_CHANGE),
        *(EventType.MEMBER_UPDATE, EventType.MEMBER_GONE, EventType.MEMBER_REMOVE, EventType.MEMBER_BAN),
        *(EventType.ROLE_UPDATE, EventType.ROLE_DELETE),
    }
)
_AWAITED_SECONDS: Final = 10.0


class Pipeline:
    """What comes in is written by one task; each lane of the spool has another that sends what is due.

    `check` is called before each batch is sent: the last moment to `doubt`.
    """

    def __init__(
        self,
        spool: Spool,
        limits: BatchLimits,
        batch_ids: BatchIds,
        *,
        now: Callable[[], float],
        now_ms: Callable[[], int],
        max_in_flight: int = MAX_IN_FLIGHT,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._spool = spool
        self._batch_ids = batch_ids
        self._now = now
        self._now_ms = now_ms
        self._max_in_flight = max_in_flight
        self._check = check
        self._look_for_gaps_seconds = limits.interval_seconds
        self._intake = Intake()
        self._progress = Bell(now)
        self._lanes = {key: Lane(key, spool, Batcher(limits), now=now) for key in spool.lanes.keys}
        self._draining = False
        self._backend: Backend | None = None
        self.sent = Sent()

    @property
    def last_ack_at(self) -> int | None:
        """When the backend confirmed something last, in milliseconds since 1970."""
        return self.sent.last_ack_at

    def capture(self, event: Event, *, may_repeat: bool = False) -> None:
        """Take an event; it is on disk a few milliseconds later. Never waits: Discord's listeners keep their order.

        `may_repeat`: another worker may bring it as well (hand-over, a lease that is not certain), or has (back-fill).
        """
        if event.type in _AWAITED:
            self.watch(event.guild_id, _AWAITED_SECONDS)
        entry = entry_of(event, may_repeat=may_repeat)
        if not self._intake.put(entry):
            self._spool.note_lost([entry], GapReason.DISK_TOO_SLOW)

    def doubt(self) -> None:
        """Mark all that is not confirmed yet as `may_repeat`: from now on another worker may bring the same."""
        self._spool.doubt(self._intake.coming)
        if self._backend is not None:
            self._backend.doubt()

    def watch(self, guild_id: int, seconds: float) -> None:
        """Send this guild's events at the interactive interval for a while."""
        self._lanes[self._spool.lanes.key_of(guild_id)].watch(guild_id, seconds)

    async def run(self, backend: Backend) -> None:
        self._backend = backend
        for lane in self._lanes.values():
            lane.recover()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._spool_events())
            tasks.create_task(self._send(self._delivery_to(backend)))
            tasks.create_task(self._report_gaps(backend))

    async def until_spooled(self) -> None:
        """Return when everything captured before this call is on disk."""
        await self._intake.until_on_disk()

    async def until_confirmed(self) -> None:
        """Send everything that waits at once, and return when the backend has confirmed it."""
        self._draining = True
        self._flush()
        while self._spool.events > 0:
            await self._progress.wait_until(None)

    async def _spool_events(self) -> None:
        while True:
            self._hand_on(await self._spool.append(await self._intake.take()))
            self._intake.done()

    async def _send(self, delivery: Delivery) -> None:
        for generation in self._spool.inherited_lanes():
            async with asyncio.TaskGroup() as emptying:
                for key in generation:
                    emptying.create_task(delivery.empty(key))
        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes.values():
                tasks.create_task(lane.run(delivery))

    async def _report_gaps(self, backend: Backend) -> None:
        while True:
            await asyncio.sleep(self._look_for_gaps_seconds)
            if backend.is_registered and self._spool.has_gaps_to_report:
                with suppress(StorageFullError):
                    self._hand_on(await self._spool.report_gaps())

    def _hand_on(self, rows: list[Row]) -> None:
        """Tell the lanes what there is for them now."""
        by_lane: dict[int, list[int]] = {}
        for row in rows:
            by_lane.setdefault(key_at(row[0]), []).append(row[1])
        for key, guild_ids in by_lane.items():
            self._lanes[key].added(guild_ids)
        if self._draining:
            self._flush()
        self._progress.ring()

    def _flush(self) -> None:
        for lane in self._lanes.values():
            lane.flush()

    def _delivery_to(self, backend: Backend) -> Delivery:
        return Delivery(
            self._spool,
            self._batch_ids,
            backend,
            self.sent,
            self._progress,
            max_in_flight=self._max_in_flight,
            check=self._check,
            now=self._now,
            now_ms=self._now_ms,
        )
