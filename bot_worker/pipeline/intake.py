"""Between Discord's listeners, which cannot wait, and the disk, which takes its time."""

import asyncio
from collections import deque
from typing import Final

from bot_worker.pipeline.spool.records import SpoolEntry
from bot_worker.pipeline.spool.values import IMPORTANT

MAX_BYTES: Final = 64 * 1024 * 1024  # a disk that stalls for longer than this lasts costs events, not the process
MAX_GROUP: Final = 1_000  # events in one transaction
_RESERVED: Final = 0.1  # of the bytes, for what is important


class Intake:
    """Holds events until `take`; `done` tells that the group taken last is on disk."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._unreserved = int(max_bytes * (1 - _RESERVED))
        self._waiting: deque[SpoolEntry] = deque()
        self._bytes = 0
        self._arrived = asyncio.Event()
        self._taken_in_all = 0
        self._on_disk = 0
        self._written = asyncio.Event()

    @property
    def coming(self) -> int:
        """How many events are not on disk yet."""
        return self._taken_in_all + len(self._waiting) - self._on_disk

    def put(self, entry: SpoolEntry) -> bool:
        """Say whether there was room."""
        used = self._bytes + entry.size
        if used > self._unreserved and (used > self._max_bytes or entry.value < IMPORTANT):
            return False
        self._bytes = used
        self._waiting.append(entry)
        self._arrived.set()
        return True

    async def take(self) -> list[SpoolEntry]:
        """Wait for events, and return those that are there: under load many share a transaction, else none waits."""
        await self._arrived.wait()
        if len(self._waiting) <= MAX_GROUP:
            entries, self._bytes = list(self._waiting), 0
            self._waiting.clear()
        else:
            entries = [self._waiting.popleft() for _ in range(MAX_GROUP)]
            self._bytes -= sum(entry.size for entry in entries)
        if not self._waiting:
            self._arrived.clear()
        self._taken_in_all += len(entries)
        return entries

    def done(self) -> None:
        self._on_disk = self._taken_in_all
        self._written.set()
        self._written = asyncio.Event()

    async def until_on_disk(self) -> None:
        """Return when all that came in before this call is on disk, whatever comes in meanwhile."""
        last = self._taken_in_all + len(self._waiting)
        while self._on_disk < last:
            await self._written.wait()
