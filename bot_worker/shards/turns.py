"""Keeps the identifies of this process apart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

IDENTIFY_SECONDS: Final = 5.0  # discord.com/developers/docs/events/gateway#sharding-max-concurrency


class LocalTurns:
    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._free_at = 0.0

    @asynccontextmanager
    async def turn(self, shard_id: int) -> AsyncIterator[None]:  # noqa: ARG002 - all shards of this process take turns
        loop = asyncio.get_running_loop()
        async with self._lock:
            await asyncio.sleep(max(0.0, self._free_at - loop.time()))
            try:
                yield
            finally:
                self._free_at = loop.time() + IDENTIFY_SECONDS
