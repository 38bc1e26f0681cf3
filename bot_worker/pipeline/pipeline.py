"""Event → intake → spool → batch → link → acknowledgement."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import Batcher
from bot_worker.pipeline.bell import Bell
from bot_worker.pipeline.frames import Packed, fill, frame, repack
from bot_worker.pipeline.intake import Intake
from bot_worker.pipeline.link.link import BatchRefusedError, Link
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.gaps import GapReason
from bot_worker.pipeline.spool.records import SpoolEntry
from bot_worker.pipeline.spool.spool import Spool
from shared.kernel import json
from shared.kernel.events import Event, EventType

log = logging.getLogger(__name__)
T = TypeVar("T")

_ROOM_SECONDS: Final = 2.0  # between looks at a disk that is full
# Somebody who has just started or invited the bot waits to see it, and who loses access loses it at once: such an event
# goes out as if its guild were watched.
_AWAITED: Final = frozenset(
    {
        *(EventType.GUILD_SYNC, EventType.GUILD_CREATE, EventType.GUILD_DELETE, EventType.OWNER_CHANGE),
        *(EventType.MEMBER_UPDATE, EventType.MEMBER_REMOVE, EventType.MEMBER_BAN),
        *(EventType.ROLE_UPDATE, EventType.ROLE_DELETE),
    }
)
_AWAITED_SECONDS: Final = 10.0


class Pipeline:
    """Two tasks that meet in the spool: one writes what comes in, one sends what is due and waits for its answer."""

    def __init__(
        self,
        spool: Spool,
        batcher: Batcher,
        batch_ids: BatchIds,
        *,
        now: Callable[[], float],
        now_ms: Callable[[], int],
    ) -> None:
        self._spool = spool
        self._batcher = batcher
        self._batch_ids = batch_ids
        self._now = now
        self._intake = Intake()
        self._due = Bell(now)
        self._progress = Bell(now)
        self._now_ms = now_ms
        self._draining = False
        self.last_ack_at: int | None = None  # milliseconds since 1970

    def capture(self, event: Event, *, may_repeat: bool = False) -> None:
        """Take an event; it is on disk a few milliseconds later. Never waits: Discord's listeners keep their order.

        `may_repeat`: another worker may bring it as well (hand-over, a lease that is not certain), or has (back-fill).
        """
        if event.type in _AWAITED:
            self._batcher.watch(event.guild_id, self._now(), _AWAITED_SECONDS)
        body = json.encode(event)
        self._intake.put(SpoolEntry(event_id=event.id, guild_id=event.guild_id, body=body, may_repeat=may_repeat))

    def watch(self, guild_id: int, seconds: float) -> None:
        """Send this guild's events at the interactive interval for a while."""
        self._batcher.watch(guild_id, self._now(), seconds)
        self._due.ring()

    async def run(self, link: Link) -> None:
        self._batcher.recover(self._spool.unbatched, self._now())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._spool_events())
            tasks.create_task(self._send_batches(link))

    async def until_spooled(self) -> None:
        """Return when everything captured before this call is on disk."""
        await self._intake.until_on_disk()

    async def until_confirmed(self) -> None:
        """Send everything that waits at once, and return when the backend has confirmed it."""
        self._draining = True
        self._batcher.flush(self._now())
        self._due.ring()
        while self._spool.events > 0:
            await self._progress.wait_until(None)

    async def _spool_events(self) -> None:
        while True:
            group = await self._intake.take()
            self._spool.note_lost(group.lost_guilds, GapReason.DISK_TOO_SLOW)
            guild_ids = await self._spool.append(group.entries)
            self._intake.done()
            self._batcher.add(guild_ids, self._now())
            if self._draining:
                self._batcher.flush(self._now())
            self._due.ring()
            self._progress.ring()

    async def _send_batches(self, link: Link) -> None:
        for batch in await self._spool.closed_batches():
            await self._send(link, batch.batch_id, repack(batch.events))
        while True:
            await self._until_due()
            await self._send(link, *await self._close_batch())

    async def _until_due(self) -> None:
        while (due := self._batcher.due_at(self._now())) is None or due > self._now():
            await self._due.wait_until(due)

    async def _close_batch(self) -> tuple[str, Packed]:
        events = await self._spool.oldest(self._batcher.next_count)
        packed = fill([event.body for event in events])
        batch_id = self._batch_ids.next()
        await _with_room(lambda: self._spool.close_batch(batch_id, events[: packed.count]))
        self._batcher.take(packed.count)
        return batch_id, packed

    async def _send(self, link: Link, batch_id: str, packed: Packed) -> None:
        started = self._now()
        size = {"batch_id": batch_id, "events": packed.count, "bytes": len(packed.text)}
        refusal = await _deliver(link, batch_id, packed)
        if refusal is None:
            self.last_ack_at = self._now_ms()
            await _with_room(lambda: self._spool.ack(batch_id))
            log.info("batch.confirmed", extra={**size, "milliseconds": round((self._now() - started) * 1000)})
        else:
            await _with_room(lambda: self._spool.give_up(batch_id))
            log.error("batch.given_up", extra={**size, "code": refusal})
        self._progress.ring()


async def _deliver(link: Link, batch_id: str, packed: Packed) -> str | None:
    """Return None once the backend has committed the batch, or the code with which it refused it for good."""
    try:
        await link.deliver(batch_id, frame(batch_id, packed))
    except BatchRefusedError as refused:
        return refused.code
    return None


async def _with_room(operation: Callable[[], Awaitable[T]]) -> T:
    """Do what needs disk space; while there is none, wait: nothing is lost as long as nothing goes on."""
    while True:
        try:
            return await operation()
        except StorageFullError:
            log.warning("spool.disk_full")
            await asyncio.sleep(_ROOM_SECONDS)
