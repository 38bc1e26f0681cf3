"""One lane's way out: its batches close when they are due, each once the one before it is confirmed."""

from collections.abc import Callable, Sequence

from bot_worker.pipeline.batcher import Batcher
from bot_worker.pipeline.bell import Bell
from bot_worker.pipeline.delivery import Delivery
from bot_worker.pipeline.spool.spool import Spool


class Lane:
    """The guilds of a lane keep their order: it never has two batches on their way."""

    def __init__(self, key: int, spool: Spool, batcher: Batcher, *, now: Callable[[], float]) -> None:
        self._key = key
        self._spool = spool
        self._batcher = batcher
        self._now = now
        self._bell = Bell(now)

    def recover(self) -> None:
        """Count what an earlier process left."""
        self._batcher.recover(self._spool.waiting(self._key), self._now())

    def added(self, guild_ids: Sequence[int]) -> None:
        """Count new events, one id each."""
        self._batcher.add(guild_ids, self._now())
        self._bell.ring()

    def watch(self, guild_id: int, seconds: float) -> None:
        self._batcher.watch(guild_id, self._now(), seconds)
        self._bell.ring()

    def flush(self) -> None:
        self._batcher.flush(self._now())
        self._bell.ring()

    async def run(self, delivery: Delivery) -> None:
        """Send what an earlier process closed; then close and send whatever is due, for ever."""
        await delivery.resend(self._key)
        while True:
            await self._until_due()
            await delivery.send_next(self._key, self._next_count, self._batcher.take)

    async def _until_due(self) -> None:
        while (due := self._batcher.due_at(self._now())) is None or due > self._now():
            await self._bell.wait_until(due)

    def _next_count(self) -> int:
        """Return how many events the next batch may hold; what made room for others on a full disk does not count."""
        if (evicted := self._batcher.pending - self._spool.waiting(self._key)) > 0:
            self._batcher.forget(evicted)
        return self._batcher.next_count
