"""Claims stored commands in DynamoDB: of several workers that were sent one, the first carries it out."""

import asyncio

from shared.features.gateway.ports import CommandQueue
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake


class StoredClaims:
    """`worker_id` outlives a restart: the worker may claim anew what it claimed, and had not noted, when it died."""

    def __init__(self, queue: CommandQueue, bot_id: Snowflake, worker_id: str) -> None:
        self._queue = queue
        self._bot_id = bot_id
        self._worker_id = worker_id

    async def begin(self, command_id: str) -> bool:
        """Whether this worker, and no other, may carry it out; raise `StoreUnavailableError`."""
        try:
            await asyncio.to_thread(self._queue.begin, self._bot_id, command_id, self._worker_id)
        except ConflictError:
            return False
        return True
