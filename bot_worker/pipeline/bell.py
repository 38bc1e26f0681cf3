"""Wakes one waiting task, at a moment or when somebody rings."""

import asyncio
import contextlib
from collections.abc import Callable


class Bell:
    """A ring while nobody waits is kept for the next who does."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait_until(self, moment: float | None) -> None:
        """Return at `moment` of the clock, or at a ring; without a moment only at a ring."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if moment is None else max(0.0, moment - self._now())):
                await self._rung.wait()
        self._rung.clear()
