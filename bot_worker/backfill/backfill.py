"""Brings what nobody heard, and keeps noting what was heard."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot_worker.backfill.errors import DiscordAwayError
from bot_worker.backfill.ledger import Ledger
from bot_worker.backfill.model import Backlog
from bot_worker.backfill.pace import Pace
from bot_worker.backfill.recovery import Recovery
from bot_worker.backfill.rules import EVERYTHING
from bot_worker.backfill.sessions import Sessions
from bot_worker.pipeline.spool.errors import StorageFullError

log = logging.getLogger(__name__)

SAVE_SECONDS: Final = 3.0
ROUND_SECONDS: Final = 30.0  # between rounds through what could not be read yet
TRIES: Final = 10  # rounds with Discord away, and it stays a gap
STRANGER_MS: Final = 600_000  # a guild that is not ours by then, another worker has, or nobody


class Backfill:
    """One absence after the other, those first that ended first.

    `sessions` is to be told of each bot, and of each event that is captured.
    """

    def __init__(
        self,
        ledger: Ledger,
        sessions: Sessions,
        recovery: Recovery,
        pace: Pace,
        *,
        until_spooled: Callable[[], Awaitable[None]],
        now_ms: Callable[[], int],
    ) -> None:
        self._ledger = ledger
        self.sessions = sessions
        self._recovery = recovery
        self._pace = pace
        self._until_spooled = until_spooled
        self._now_ms = now_ms
        self.absences_open = 0
        self._failures: dict[tuple[int, int], int] = {}

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._save_regularly())
            tasks.create_task(self._go_round())

    async def stop(self) -> None:
        """Note how far Discord was heard, now that nothing more is captured; that is on disk then."""
        for _ in range(2):  # the first writes what was heard some time ago, the second what was heard by now
            await self.save()

    async def save(self) -> None:
        try:
            await self.sessions.save(self._until_spooled)
        except StorageFullError:
            log.warning("backfill.disk_full")  # the next session will read a little more

    async def _save_regularly(self) -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            await self.save()

    async def _go_round(self) -> None:
        while True:
            self.sessions.missed_something.clear()
            absences = await self._ledger.open_absences()
            left = 0
            for done, (guild_id, first_at) in enumerate(absences):
                self.absences_open = len(absences) - done + left
                left += not await self._try(guild_id, first_at)
            self.absences_open = left
            if left == 0:
                self._pace.refill()
            try:
                async with asyncio.timeout(ROUND_SECONDS if left else None):
                    await self.sessions.missed_something.wait()
            except TimeoutError:
                continue

    async def _try(self, guild_id: int, first_at: int) -> bool:
        """Return whether the absence is done with."""
        backlog = await self._ledger.find(guild_id, first_at)
        if backlog is None:
            return True
        try:
            return await self._recover(backlog)
        except StorageFullError:
            log.warning("backfill.disk_full")
            return False

    async def _recover(self, backlog: Backlog) -> bool:
        absence = backlog.absence
        key = (absence.guild_id, absence.first_at)
        bot = self.sessions.bot_of(absence.guild_id)
        guild = None if bot is None else bot.get_guild(absence.guild_id)
        if bot is None or guild is None:
            return await self._leave_to_others(backlog)
        try:
            await self._recovery.recover(bot, guild, backlog)
        except DiscordAwayError as error:
            self._failures[key] = self._failures.get(key, 0) + 1
            log.warning("backfill.discord_away", extra={"guild_id": str(absence.guild_id), "reason": str(error)})
            if self._failures[key] < TRIES:
                return False
            await self._recovery.close_with_gap(absence, EVERYTHING)
        self._failures.pop(key, None)
        return True

    async def _leave_to_others(self, backlog: Backlog) -> bool:
        if self._now_ms() - backlog.absence.last_at < STRANGER_MS:
            return False
        await self._recovery.close_with_gap(backlog.absence, EVERYTHING)
        return True
