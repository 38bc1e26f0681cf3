"""Keeps the identifies of all workers of a bot apart, and within what Discord allows in a day."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from bot_worker.discord_session import OPEN_SECONDS
from bot_worker.shards.advice import DiscordAwayError, GatewayAdvice
from bot_worker.shards.model import Turn
from bot_worker.shards.ports import TurnStore
from shared.kernel.errors import ConflictError, StoreUnavailableError

log = logging.getLogger(__name__)

MARGIN_SECONDS: Final = 0.25
LOOK_AGAIN_SECONDS: Final = 0.5
KEPT: Final = 10  # identifies of a day that we leave for whoever starts the worker anew by hand
LONGEST_NAP_SECONDS: Final = 600.0


class SharedTurns:
    """`ask` asks Discord how many identifies are left: it counts them for all workers. Resumes need no turn."""

    def __init__(
        self,
        store: TurnStore,
        ask: Callable[[], Awaitable[GatewayAdvice]],
        *,
        now_ms: Callable[[], int],
        seconds: float,
    ) -> None:
        self._store = store
        self._ask = ask
        self._max_concurrency = 1
        self._now_ms = now_ms
        self._milliseconds = round((seconds + MARGIN_SECONDS) * 1000) if seconds else 0
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def turn(self, shard_id: int) -> AsyncIterator[None]:
        """Enter when this shard may identify, however long that takes; leave when it has, or has given up."""
        await self._until_there_is_budget()
        key = shard_id % self._max_concurrency
        async with self._locks[key]:
            number = await self._take(key)
            try:
                yield
            finally:
                await self._give_back(key, number)

    async def _until_there_is_budget(self) -> None:
        while True:
            try:
                limit = (await self._ask()).session_start_limit
            except DiscordAwayError:
                return
            self._max_concurrency = limit.max_concurrency
            if limit.remaining > KEPT:
                return
            seconds = limit.reset_after / 1000
            left = {"remaining": limit.remaining, "reset_in_seconds": round(seconds)}
            log.error("discord.identifies_spent", extra=left)
            await asyncio.sleep(min(seconds + 1, LONGEST_NAP_SECONDS))

    async def _take(self, key: int) -> int | None:
        """Return the number of our turn; None where the store is away, and we keep apart our own ones only."""
        seen, longest = -1, 0
        while True:
            try:
                last = await asyncio.to_thread(self._store.turn, key)
                if last.number != seen:  # a free_at beyond this was written by a clock that is wrong
                    seen, longest = last.number, self._now_ms() + self._reserved
                free_at = min(last.free_at, longest)
                if (seconds := (free_at - self._now_ms()) / 1000) > 0:
                    await asyncio.sleep(min(seconds, LOOK_AGAIN_SECONDS))  # it may be given back before
                    continue
                mine = Turn(number=last.number + 1, free_at=self._now_ms() + self._reserved)
                await asyncio.to_thread(self._store.set_turn, key, mine, last.number)
            except ConflictError:
                continue
            except StoreUnavailableError:
                log.warning("discord.identifies_alone")
                await asyncio.sleep(self._milliseconds / 1000)
                return None
            else:
                return mine.number

    async def _give_back(self, key: int, number: int | None) -> None:
        if number is None:
            return
        used = Turn(number=number, free_at=self._now_ms() + self._milliseconds)
        try:
            await asyncio.to_thread(self._store.set_turn, key, used, number)
        except (ConflictError, StoreUnavailableError):
            log.warning("discord.turn_not_given_back", extra={"key": key})

    @property
    def _reserved(self) -> int:
        return self._milliseconds + round(OPEN_SECONDS * 1000)
