"""A job that a worker carries out: how far it is, written down at most once a second, and whether it is to go on."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, TypeVar

from msgspec.structs import replace

from shared.features.jobs.model import Job, JobProgress, JobResult, JobState, ResultState
from shared.features.jobs.ports import JobStore, Lease
from shared.features.notices.model import Notice
from shared.features.notices.ports import Teller
from shared.features.purges.model import PurgePlace, PurgeProgress
from shared.kernel.errors import ConflictError, DiscordBusyError, StoreUnavailableError, UnavailableError
from shared.kernel.wire import NoticeTopic

log = logging.getLogger(__name__)

R = TypeVar("R")

LEASE: Final = timedelta(seconds=20)
PROGRESS_PAUSE: Final = timedelta(seconds=1)  # between two writes
BUSY_SECONDS: Final = 5.0  # to wait for Discord, where it does not say how long
TROUBLE_SECONDS: Final = 300.0  # that somebody whom we need may be away before the job fails
LONGEST_PAUSE_SECONDS: Final = 30.0


class JobStoppedError(Exception):
    """Somebody cancelled the job."""


class JobLostError(Exception):
    """The job goes on elsewhere, or later: this worker stops, or has the lease no more."""


class Run:
    """`pause` waits so many seconds, and returns False at once where the worker stops."""

    def __init__(
        self,
        store: JobStore,
        lease: Lease,
        job: Job,
        *,
        notices: Teller,
        clock: Callable[[], datetime],
        pause: Callable[[float], bool],
    ) -> None:
        self.job = job
        self.place = store.place(job.guild_id, job.id)
        self._store = store
        self._lease = lease
        self._notices = notices
        self._clock = clock
        self._pause = pause
        self._unwritten: list[JobResult] = []
        self._written_at = datetime.min.replace(tzinfo=clock().tzinfo)
        self._is_lost = False

    @property
    def now(self) -> datetime:
        return self._clock()

    def renew(self) -> None:
        """Keep the lease for another while; called by who watches over the run, from another thread."""
        try:
            until = self._clock() + LEASE
            self._store.renew(self._lease, until)
            self._lease = replace(self._lease, until=until)
        except ConflictError:
            self._is_lost = True

    def check(self) -> None:
        """Raise `JobStoppedError` or `JobLostError` where the job is not to go on here."""
        if not self._pause(0.0) or self._is_lost or self._clock() >= self._lease.until:
            raise JobLostError
        if self.job.cancelled_by is not None:
            raise JobStoppedError

    def patiently(self, work: Callable[[], R]) -> R:
        """Return what the work does, again and again while Discord is busy, or somebody is away for a while.

        Raise as `check` does, and what the work raises.
        """
        trouble = 0.0
        while True:
            self.check()
            try:
                return work()
            except DiscordBusyError as error:
                self._wait(error.retry_after_seconds or BUSY_SECONDS)
            except UnavailableError as error:
                seconds = min(LONGEST_PAUSE_SECONDS, error.retry_after_seconds or 1.0 + trouble / 2)
                trouble += seconds
                if trouble > TROUBLE_SECONDS:
                    raise
                self._wait(seconds)
            self._see_whether_stopped()

    def note(self, results: Sequence[JobResult]) -> None:
        """Add what came of the next users."""
        progress = self.job.progress
        counts = {state: sum(each.state is state for each in results) for state in ResultState}
        progress = replace(
            progress,
            done=progress.done + counts[ResultState.DONE],
            skipped=progress.skipped + counts[ResultState.SKIPPED],
            failed=progress.failed + counts[ResultState.FAILED],
        )
        self._unwritten += results
        self._progressed(progress)

    def note_purge(self, purge: PurgeProgress) -> None:
        self._progressed(replace(self.job.progress, purge=purge))

    def save(self, *, case: int | None = None, place: PurgePlace | None = None) -> None:
        """Write everything now, and the number of a purge's case, or its place, with it."""
        if case is not None:
            self.job = replace(self.job, case=case)
        self._write(place)

    def end(self, state: JobState, code: str | None = None) -> None:
        """Write that the job is over."""
        self.job = replace(self.job, state=state, code=code, ended_at=self._clock())
        self._write(None)
        log.info(
            "job.ended",
            extra={"job_id": self.job.id, "guild_id": self.job.guild_id, "state": state, "code": code},
        )

    def release(self) -> None:
        """Let the next job of the guild begin."""
        self._store.release(self._lease)

    def _progressed(self, progress: JobProgress) -> None:
        self.job = replace(self.job, progress=progress)
        if self._clock() - self._written_at >= PROGRESS_PAUSE:
            self._write(None)

    def _write(self, place: PurgePlace | None) -> None:
        """Raise `JobLostError` where others carry the job out by now. A write that is sent again changes nothing."""
        trouble = 0.0
        while True:
            try:
                self._store.save(self._lease, self.job, results=self._unwritten, place=place)
                break
            except ConflictError as error:
                raise JobLostError from error
            except StoreUnavailableError:
                trouble += BUSY_SECONDS
                if trouble > TROUBLE_SECONDS:
                    raise
                self._wait(BUSY_SECONDS)
        self._unwritten, self._written_at = [], self._clock()
        self._see_whether_stopped()
        self._notices.tell(self.job.guild_id, Notice(topic=NoticeTopic.JOB, id=self.job.id))

    def _see_whether_stopped(self) -> None:
        """What cannot be asked now is asked the next time."""
        with suppress(StoreUnavailableError):
            stopped_by = self._store.get(self.job.guild_id, self.job.id).cancelled_by
            self.job = replace(self.job, cancelled_by=stopped_by)

    def _wait(self, seconds: float) -> None:
        if not self._pause(seconds):
            raise JobLostError
