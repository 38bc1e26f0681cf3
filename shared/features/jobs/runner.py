"""Take a job that waits, carry it out, and write how it ended."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from shared.features.jobs.model import Job, JobState, PurgeWork
from shared.features.jobs.one_by_one import OneByOne
from shared.features.jobs.ports import JobStore, Ticket
from shared.features.jobs.purging import Purging
from shared.features.jobs.rules import goes_together, is_too_old
from shared.features.jobs.run import LEASE, JobLostError, JobStoppedError, Run
from shared.features.jobs.together import Together
from shared.features.notices.ports import Teller
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import AppError, BotUnavailableError

log = logging.getLogger(__name__)


class JobRunner:
    """`scene` says how a job's guild, and its author there, is now: see `Authorship`. `pause` as in `Run`."""

    def __init__(
        self,
        store: JobStore,
        together: Together,
        one_by_one: OneByOne,
        purging: Purging,
        *,
        scene: Callable[[Job], Scene],
        notices: Teller,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._together = together
        self._one_by_one = one_by_one
        self._purging = purging
        self._scene = scene
        self._notices = notices
        self._clock = clock

    def are_too_old(self, tickets: Sequence[Ticket]) -> list[Ticket]:
        """Return those that nobody expects any more: whoever takes one ends it."""
        return [ticket for ticket in tickets if is_too_old(ticket.job_id, self._clock())]

    def claim(self, ticket: Ticket, owner: str, pause: Callable[[float], bool]) -> Run:
        """Take a job; raise `ConflictError` where somebody else has its guild, or the job is over."""
        now = self._clock()
        lease = self._store.claim(ticket, owner, now=now, until=now + LEASE)
        job = self._store.get(ticket.guild_id, ticket.job_id)
        run = Run(self._store, lease, _begun(job, now), notices=self._notices, clock=self._clock, pause=pause)
        log.info("job.claimed", extra={"job_id": job.id, "guild_id": job.guild_id, "fence": lease.fence})
        return run

    def carry_out(self, run: Run) -> None:
        """Do what is left of a job; what is lost meanwhile, others go on with."""
        try:
            run.save()
            state, code = self._outcome(run)
            run.end(state, code)
        except JobLostError:
            log.info("job.left", extra={"job_id": run.job.id, "guild_id": run.job.guild_id})
        finally:
            run.release()

    def _outcome(self, run: Run) -> tuple[JobState, str | None]:
        if is_too_old(run.job.id, run.now):
            return JobState.FAILED, BotUnavailableError.code
        try:
            run.check()
            self._work(run)
        except JobStoppedError:
            return JobState.CANCELLED, None
        except AppError as error:
            return JobState.FAILED, error.code
        return JobState.DONE, None

    def _work(self, run: Run) -> None:
        work = run.job.work
        if isinstance(work, PurgeWork):
            self._purging.carry_out(run, work)
            return
        user_ids = self._store.targets(run.job.guild_id, run.job.id)
        scene = run.patiently(lambda: self._scene(run.job))
        way = self._together if goes_together(scene, work.act) else self._one_by_one
        way.carry_out(run, work.act, user_ids)


def _begun(job: Job, now: datetime) -> Job:
    return job if job.state is JobState.RUNNING else replace(job, state=JobState.RUNNING, started_at=now)
