"""Looks every few seconds for jobs of the guilds that are here, and carries them out: several guilds' at once."""

import asyncio
import logging
import random
import threading
from collections.abc import Callable
from typing import Final

from bot_worker.moderation.threads import Threads
from shared.features.jobs.model import JobState
from shared.features.jobs.ports import JobStore, Ticket
from shared.features.jobs.run import LEASE, Run
from shared.features.jobs.runner import JobRunner
from shared.kernel.errors import AppError, ConflictError

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 2.0  # between two looks: 43,200 half read units a day and worker, while nothing waits
TROUBLE_SECONDS: Final = 30.0
RENEWAL_SECONDS: Final = LEASE.total_seconds() / 4
JOBS: Final = 8  # at once; each has a thread, and waits for Discord nearly all the time
STOP_SECONDS: Final = 5.0  # for runs to write how far they are; what is lost of that, whoever comes next finds out


class JobWatch:
    """`store` and `runner` are made when they are first needed; `has_guild` tells whose shard is here."""

    def __init__(
        self,
        store: Callable[[], JobStore],
        runner: Callable[[], JobRunner],
        has_guild: Callable[[int], bool],
        worker_id: str,
    ) -> None:
        self._store = store
        self._runner = runner
        self._has_guild = has_guild
        self._worker_id = worker_id
        self._threads = Threads(JOBS, "jobs")
        self._looking = Threads(2, "job leases")
        self._running: dict[int, asyncio.Task[None]] = {}
        self._stopping = threading.Event()

    async def run(self) -> None:
        """Look until cancelled; then stop what runs where it is, so that another worker goes on with it at once."""
        self._stopping.clear()
        try:
            while True:
                seconds = LOOK_SECONDS
                try:
                    await self.look()
                except AppError as error:
                    seconds = TROUBLE_SECONDS
                    log.warning("jobs.in_trouble", extra={"code": error.code}, exc_info=error)
                await asyncio.sleep(seconds * random.uniform(0.8, 1.2))  # noqa: S311 - it keeps workers apart
        finally:
            await self._stop()

    async def look(self) -> None:
        """Begin with what waits, one job of a guild; raise `AppError` where nobody can tell.

        What waits for too long, in guilds that the bot has left, any worker ends: it would be in everybody's way.
        """
        waiting = await self._looking.run(lambda: self._store().waiting())
        ours = [ticket for ticket in waiting if self._has_guild(ticket.guild_id)]
        others = [ticket for ticket in waiting if not self._has_guild(ticket.guild_id)]
        if others:
            ours += await self._looking.run(lambda: self._runner().are_too_old(others))
        for ticket in ours:
            if len(self._running) >= JOBS:
                return
            if ticket.guild_id not in self._running:
                task = asyncio.create_task(self._carry_out(ticket), name=f"job {ticket.job_id}")
                self._running[ticket.guild_id] = task

    async def _carry_out(self, ticket: Ticket) -> None:
        try:
            run = await self._threads.run(lambda: self._runner().claim(ticket, self._worker_id, self._pause))
            await self._see_through(run)
        except ConflictError:  # another worker was faster
            return
        except AppError as error:  # our store: the job is taken up again when its lease has ended
            log.warning("job.left", extra={"job_id": ticket.job_id, "code": error.code}, exc_info=error)
        finally:
            self._running.pop(ticket.guild_id, None)

    async def _see_through(self, run: Run) -> None:
        renewal = asyncio.create_task(self._renew(run))
        try:
            await self._threads.run(self._runner().carry_out, run)
        except AppError:
            raise
        except Exception:  # an entry point: other jobs go on, and this one is not begun again and again
            log.exception("job.failed", extra={"job_id": run.job.id})
            await self._threads.run(run.end, JobState.FAILED, AppError.code)
        finally:
            renewal.cancel()

    async def _renew(self, run: Run) -> None:
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            try:
                await self._looking.run(run.renew)
            except AppError as error:  # there is time for more attempts
                log.warning("job.lease_not_renewed", extra={"code": error.code})

    def _pause(self, seconds: float) -> bool:
        """Wait in a run's thread; return whether it is to go on."""
        return not self._stopping.wait(seconds)

    async def _stop(self) -> None:
        self._stopping.set()
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=STOP_SECONDS)
