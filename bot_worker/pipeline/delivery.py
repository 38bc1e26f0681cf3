"""Closes batches and has them confirmed, a few at a time over all lanes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, Protocol, TypeVar

import msgspec

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.bell import Bell
from bot_worker.pipeline.frames import Packed, fill, frame, repack
from bot_worker.pipeline.link.link import BatchRefusedError
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.records import ClosedBatch, Row
from bot_worker.pipeline.spool.spool import Spool

log = logging.getLogger(__name__)
T = TypeVar("T")

_ROOM_SECONDS: Final = 2.0  # between looks at a disk that is full
_INHERITED_EVENTS: Final = 100  # in a batch of what an earlier process left


class Backend(Protocol):
    """Where batches go: the link."""

    @property
    def is_registered(self) -> bool: ...

    async def deliver(self, batch_id: str, frame: str) -> None:
        """Return when the batch is committed, however long that takes; raise `BatchRefusedError`."""

    def doubt(self) -> None:
        """Send what is on its way as `may_repeat`, should it be sent again."""


class Sent(msgspec.Struct, kw_only=True):
    """What this process has sent and the backend has confirmed; `ack_seconds` from offering a batch to its answer."""

    batches: int = 0
    events: int = 0
    bytes: int = 0
    refused_batches: int = 0
    ack_seconds: float = 0.0  # of all batches together
    last_ack_seconds: float | None = None
    last_ack_at: int | None = None  # milliseconds since 1970


class Delivery:
    """`progress` rings whenever a batch is done with; `check` is called before each, and may cast doubt on it."""

    def __init__(
        self,
        spool: Spool,
        batch_ids: BatchIds,
        backend: Backend,
        sent: Sent,
        progress: Bell,
        *,
        max_in_flight: int,
        check: Callable[[], None],
        now: Callable[[], float],
        now_ms: Callable[[], int],
    ) -> None:
        self._spool = spool
        self._batch_ids = batch_ids
        self._backend = backend
        self._sent = sent
        self._progress = progress
        self._check = check
        self._slots = asyncio.Semaphore(max_in_flight)
        self._now = now
        self._now_ms = now_ms

    async def resend(self, key: int) -> None:
        """Send the batches of a lane that an earlier process closed."""
        for batch in self._spool.closed_batches(key):
            async with self._slots:
                packed = repack(await self._spool.content(batch))
                await self._confirm(batch, packed)

    async def empty(self, key: int) -> None:
        """Send everything that an earlier process left in a lane."""
        await self.resend(key)
        while self._spool.waiting(key):
            async with self._slots:
                await self._close_and_send(key, _INHERITED_EVENTS, lambda _: None)

    async def send_next(self, key: int, limit: Callable[[], int], taken: Callable[[int], None]) -> None:
        """Close the next batch of a lane, as late as there is a place in flight for it, and have it confirmed.

        `limit` is asked then; `taken` is told how many events the batch has.
        """
        async with self._slots:
            if count := limit():
                await self._close_and_send(key, count, taken)

    async def _close_and_send(self, key: int, limit: int, taken: Callable[[int], None]) -> None:
        rows = await self._spool.oldest(key, limit)
        if not rows:
            return  # evicted in the meantime
        packed = fill(rows)
        batch = await self._close(rows[: packed.count])
        taken(packed.count)
        await self._confirm(batch, packed)

    async def _close(self, rows: Sequence[Row]) -> ClosedBatch:
        batch_id = self._batch_ids.next()
        try:
            return await self._spool.close_batch(batch_id, rows)
        except StorageFullError:
            with suppress(StorageFullError):
                await self._spool.make_room()  # or else nothing might ever leave, and make room
        return await _with_room(lambda: self._spool.close_batch(batch_id, rows))

    async def _confirm(self, batch: ClosedBatch, packed: Packed) -> None:
        started = self._now()
        size = {"batch_id": batch.batch_id, "events": packed.count, "bytes": len(packed.text)}
        try:
            self._check()
            may_repeat = self._spool.may_repeat(batch)
            await self._backend.deliver(batch.batch_id, frame(batch.batch_id, packed, may_repeat=may_repeat))
        except BatchRefusedError as refused:
            await _with_room(lambda: self._spool.give_up(batch))
            self._sent.refused_batches += 1
            log.error("batch.given_up", extra={**size, "code": refused.code})  # noqa: TRY400 - the code says it all
        else:
            self._count(packed, self._now() - started)
            await _with_room(lambda: self._spool.ack(batch))
            log.info("batch.confirmed", extra={**size, "milliseconds": round((self._now() - started) * 1000)})
        self._progress.ring()

    def _count(self, packed: Packed, seconds: float) -> None:
        sent = self._sent
        sent.batches += 1
        sent.events += packed.count
        sent.bytes += len(packed.text)
        sent.ack_seconds += seconds
        sent.last_ack_seconds = seconds
        sent.last_ack_at = self._now_ms()


async def _with_room(operation: Callable[[], Awaitable[T]]) -> T:
    """Do what needs disk space; while there is none, wait: nothing is lost as long as nothing goes on."""
    while True:
        try:
            return await operation()
        except StorageFullError:
            log.warning("spool.disk_full")
            await asyncio.sleep(_ROOM_SECONDS)
