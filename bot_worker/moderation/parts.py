"""Keeps what moderates by itself alive: clocks, jobs. None of it can end the worker, whose events come first."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from bot_worker.pipeline.backoff import Backoff

log = logging.getLogger(__name__)

STEADY_SECONDS: Final = 60.0  # what has lived so long failed for another reason than before


class Part(Protocol):
    async def run(self) -> None:
        """Run until cancelled."""


class ModerationParts:
    """`now` is a steady clock, in seconds."""

    def __init__(
        self, parts: Mapping[str, Part], *, now: Callable[[], float], make_backoff: Callable[[], Backoff]
    ) -> None:
        self._parts = parts
        self._now = now
        self._make_backoff = make_backoff

    async def run(self) -> None:
        """Run all parts until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for name, part in self._parts.items():
                tasks.create_task(self._keep_alive(name, part), name=f"moderation {name}")
            await asyncio.Event().wait()

    async def _keep_alive(self, name: str, part: Part) -> None:
        backoff = self._make_backoff()
        while True:
            began_at = self._now()
            try:
                await part.run()
            except Exception:  # an entry point: whatever it is, events go on
                log.exception("moderation.part_failed", extra={"part": name})
            if self._now() - began_at > STEADY_SECONDS:
                backoff.reset()
            await asyncio.sleep(backoff.next_seconds())
