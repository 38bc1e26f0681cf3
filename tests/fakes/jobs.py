"""Jobs in memory, as the table keeps them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from shared.features.cases.model import Named
from shared.features.jobs.model import Job, JobPage, JobResult, JobState
from shared.features.jobs.ports import Lease, Ticket
from shared.features.jobs.rules import is_over
from shared.features.purges.model import PurgePlace
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake

_WAITING = {JobState.QUEUED, JobState.RUNNING}


class _Kept(msgspec.Struct, kw_only=True):
    job: Job
    user_ids: list[Snowflake]
    results: dict[int, JobResult]
    place: PurgePlace = PurgePlace()
    stopped_by: Named | None = None


class FakeJobStore:
    """`writes` counts how often a run wrote how far it is."""

    def __init__(self) -> None:
        self.writes = 0
        self._kept: dict[tuple[int, str], _Kept] = {}
        self._keys: dict[tuple[int, str], str] = {}
        self._leases: dict[int, Lease] = {}

    def create(self, job: Job, user_ids: Sequence[Snowflake], key: str) -> Job:
        known = self._keys.setdefault((job.guild_id, key), job.id)
        if known == job.id:
            self._kept[job.guild_id, job.id] = _Kept(job=job, user_ids=list(user_ids), results={})
        return self.get(job.guild_id, known)

    def get(self, guild_id: Snowflake, job_id: str) -> Job:
        kept = self._found(guild_id, job_id)
        return replace(kept.job, cancelled_by=kept.job.cancelled_by or kept.stopped_by)

    def page(self, guild_id: Snowflake, *, before: str | None, limit: int) -> JobPage:
        ids = sorted((job_id for guild, job_id in self._kept if guild == guild_id), reverse=True)
        found = [self.get(guild_id, job_id) for job_id in ids if before is None or job_id < before]
        return JobPage(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)

    def targets(self, guild_id: Snowflake, job_id: str) -> list[Snowflake]:
        return list(self._found(guild_id, job_id).user_ids)

    def results(self, guild_id: Snowflake, job_id: str, *, after: int, limit: int) -> list[JobResult]:
        results = self._found(guild_id, job_id).results
        return [results[place] for place in sorted(results) if after <= place < after + limit]

    def place(self, guild_id: Snowflake, job_id: str) -> PurgePlace:
        return self._found(guild_id, job_id).place

    def decide(self, job: Job) -> None:
        kept = self._found(job.guild_id, job.id)
        if kept.job.state not in {JobState.AWAITING_APPROVAL, JobState.QUEUED} or kept.job.state is job.state:
            raise ConflictError
        kept.job = job

    def ask_to_stop(self, guild_id: Snowflake, job_id: str, by: Named) -> None:
        kept = self._found(guild_id, job_id)
        if kept.job.state is not JobState.RUNNING:
            raise ConflictError
        kept.stopped_by = kept.stopped_by or by

    def waiting(self) -> list[Ticket]:
        found = sorted((kept.job for kept in self._kept.values() if kept.job.state in _WAITING), key=lambda job: job.id)
        return [Ticket(guild_id=job.guild_id, job_id=job.id) for job in found]

    def claim(self, ticket: Ticket, owner: str, *, now: datetime, until: datetime) -> Lease:
        held = self._leases.get(ticket.guild_id)
        if held is not None and held.until >= now and held.owner != owner:
            raise ConflictError
        fence = 1 if held is None else held.fence + 1
        lease = Lease(guild_id=ticket.guild_id, job_id=ticket.job_id, owner=owner, fence=fence, until=until)
        self._leases[ticket.guild_id] = lease
        if is_over(self.get(ticket.guild_id, ticket.job_id)):
            self.release(lease)
            raise ConflictError
        return lease

    def renew(self, lease: Lease, until: datetime) -> None:
        self._check(lease)
        self._leases[lease.guild_id] = replace(lease, until=until)

    def save(
        self, lease: Lease, job: Job, *, results: Sequence[JobResult] = (), place: PurgePlace | None = None
    ) -> None:
        self._check(lease)
        kept = self._found(job.guild_id, job.id)
        if kept.job.state not in _WAITING:
            raise ConflictError
        self.writes += 1
        kept.job, kept.place = job, place or kept.place
        kept.results |= dict(enumerate(results, start=job.progress.position - len(results)))

    def release(self, lease: Lease) -> None:
        held = self._leases[lease.guild_id]
        if held.fence == lease.fence:
            self._leases[lease.guild_id] = replace(held, until=datetime.fromtimestamp(0, held.until.tzinfo))

    def _check(self, lease: Lease) -> None:
        if self._leases[lease.guild_id].fence != lease.fence:
            raise ConflictError

    def _found(self, guild_id: Snowflake, job_id: str) -> _Kept:
        if (guild_id, job_id) not in self._kept:
            raise NotFoundError
        return self._kept[guild_id, job_id]
