"""The way to the backend, with a stopwatch."""

from collections.abc import Callable

from bot_worker.metrics.histogram import Histogram
from bot_worker.pipeline.delivery import Backend


class TimedBackend:
    """Observes in `acks` how long each batch took from being offered until it was confirmed."""

    def __init__(self, backend: Backend, acks: Histogram, now: Callable[[], float]) -> None:
        self._backend = backend
        self._acks = acks
        self._now = now

    @property
    def is_registered(self) -> bool:
        return self._backend.is_registered

    async def deliver(self, batch_id: str, frame: str) -> None:
        started = self._now()
        await self._backend.deliver(batch_id, frame)
        self._acks.observe(self._now() - started)

    def doubt(self) -> None:
        self._backend.doubt()
