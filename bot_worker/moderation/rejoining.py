"""Hears who joins, and has the roles given again that they left with before their time was up."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

from bot_worker.capture.payloads import read
from bot_worker.client import Bot
from bot_worker.members.payloads import MemberOf
from bot_worker.moderation.threads import Threads
from shared.features.timers.model import Due
from shared.features.timers.rejoining import Rejoining
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

R = TypeVar("R")

GATHER_SECONDS: Final = 1.0  # those who join together are looked up together
AGAIN_SECONDS: Final = 10.0
MOST_WAITING: Final = 20_000  # members whose timers could not be read; beyond, the next sweep finds them
ATTEMPTS: Final = 5
THREADS: Final = 2


class RejoinWatch:
    """`rejoining` is made when it is first needed; `shard_of` tells a guild's shard, whoever runs it."""

    def __init__(self, rejoining: Callable[[], Rejoining], shard_of: Callable[[int], int]) -> None:
        self._rejoining = rejoining
        self._shard_of = shard_of
        self._threads = Threads(THREADS, "rejoining")
        self._joined: defaultdict[Snowflake, set[Snowflake]] = defaultdict(set)
        self._somebody_joined = asyncio.Event()
        self._new_sessions: set[int] = set()
        self._session_began = asyncio.Event()

    def follow(self, bot: Bot) -> None:
        """Hear who joins; a new session does not tell who joined before it."""
        bot.heed("GUILD_MEMBER_ADD", self._hear)
        bot.heed("READY", partial(self._hear_of_new_session, bot.shard_id))

    async def run(self) -> None:
        """Give roles again until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_up())
            tasks.create_task(self._sweep())

    async def _look_up(self) -> None:
        while True:
            await self._somebody_joined.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._somebody_joined.clear()
            joined, self._joined = self._joined, defaultdict(set)
            for guild_id, user_ids in joined.items():
                await self._insist(partial(self._rejoining().joined, guild_id, user_ids))

    async def _sweep(self) -> None:
        """Look at every role that is given for a while on shards with a new session."""
        while True:
            await self._session_began.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._session_began.clear()
            shards, self._new_sessions = self._new_sessions, set()
            for due in await self._insist(partial(self._places, shards)) or []:
                await self._insist(partial(self._rejoining().look_after, due))

    def _places(self, shards: set[int]) -> list[Due]:
        return [due for due in self._rejoining().running() if self._shard_of(due.guild_id) in shards]

    async def _insist(self, call: Callable[[], R]) -> R | None:
        """Return what the call returns; None where it fails too often, which is logged."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._threads.run(call)
            except AppError as error:
                if attempt == ATTEMPTS:
                    log.warning("timers.rejoining_not_looked_up", extra={"code": error.code}, exc_info=error)
                    break
            await asyncio.sleep(AGAIN_SECONDS)
        return None

    def _hear(self, payload: dict[str, Any]) -> None:
        member = read(payload, MemberOf)
        if sum(map(len, self._joined.values())) < MOST_WAITING:
            self._joined[member.guild_id].add(member.user.id)
        self._somebody_joined.set()

    def _hear_of_new_session(self, shard_id: int, _: Any) -> None:
        self._new_sessions.add(shard_id)
        self._session_began.set()
