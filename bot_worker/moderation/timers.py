"""Looks every few seconds for sanctions whose time is up, and has them lifted. Every worker does: claims decide."""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot_worker.moderation.threads import Threads
from shared.features.timers.lifting import Lifting, Outcome
from shared.features.timers.model import Due
from shared.kernel.errors import AppError

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 5.0  # between two looks: 17,280 half read units a day and worker, while nothing is due
TROUBLE_SECONDS: Final = 30.0
NOBODYS: Final = timedelta(minutes=10)  # what has been due for so long has no worker of its own: the bot may have left
THREADS: Final = 4


class TimerFigures:
    """What the timers of this worker's guilds came to; `due` are those that were waiting at the last look."""

    def __init__(self) -> None:
        self.due = 0
        self.lifted = 0
        self.refused = 0
        self.troubles = 0

    def count(self, outcome: Outcome) -> None:
        self.lifted += outcome is Outcome.LIFTED
        self.refused += outcome is Outcome.REFUSED
        self.troubles += outcome is Outcome.TROUBLE


class TimerWatch:
    """`lifting` is made when it is first needed; `has_guild` tells whose shard is here."""

    def __init__(self, lifting: Callable[[], Lifting], has_guild: Callable[[int], bool]) -> None:
        self._lifting = lifting
        self._has_guild = has_guild
        self._threads = Threads(THREADS, "timers")
        self._is_in_trouble = False
        self.figures = TimerFigures()

    async def run(self) -> None:
        """Look until cancelled; where Discord or the store do not answer, more rarely."""
        while True:
            seconds = LOOK_SECONDS
            try:
                await self.look()
            except AppError as error:
                seconds = TROUBLE_SECONDS
                self._say_trouble(error)
            else:
                self._is_in_trouble = False
            await asyncio.sleep(seconds * random.uniform(0.8, 1.2))  # noqa: S311 - it keeps workers apart

    async def look(self) -> None:
        """Try all that is due once; raise `AppError` where nobody can tell what is."""
        queue = await self._threads.run(lambda: self._lifting().queue())
        ours = [due for due in queue.places if self._has_guild(due.guild_id) or queue.now - due.next_try_at > NOBODYS]
        self.figures.due = len(ours)
        async with asyncio.TaskGroup() as tasks:
            for due in ours:
                tasks.create_task(self._attempt(due))

    async def _attempt(self, due: Due) -> None:
        try:
            outcome = await self._threads.run(self._lifting().attempt, due)
        except AppError as error:  # our store: it stays due, and a claim is ended by whoever comes next
            self._say_trouble(error)
            outcome = Outcome.TROUBLE
        self.figures.count(outcome)

    def _say_trouble(self, error: AppError) -> None:
        if not self._is_in_trouble:
            log.warning("timers.in_trouble", extra={"code": error.code}, exc_info=error)
        self._is_in_trouble = True
