"""What jobs need from outside."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from shared.features.actions.authors import Author
from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, CaseSource, Named, NewCase
from shared.features.enforcement.model import ActResult, AnyAct
from shared.features.evidence.model import KeptMessage
from shared.features.jobs.model import Job, JobPage, JobResult
from shared.features.purges.model import PurgePlace
from shared.features.settings.model import Stored
from shared.kernel.member_lists import MemberProfile
from shared.kernel.snowflakes import Snowflake

S = TypeVar("S", bound=msgspec.Struct)


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A job that waits for a worker, or is with one."""

    guild_id: Snowflake
    job_id: str


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Leave to carry out one job of a guild; `fence` is higher than that of any lease of the guild before."""

    guild_id: Snowflake
    job_id: str
    owner: str
    fence: int
    until: datetime


class JobStore(Protocol):
    """All raise `StoreUnavailableError`; what names a job that is not there raises `NotFoundError`."""

    def create(self, job: Job, user_ids: Sequence[Snowflake], key: str) -> Job:
        """Store a job with whom it is about; with a key that was used before, return the job that it made then."""

    def get(self, guild_id: Snowflake, job_id: str) -> Job: ...

    def page(self, guild_id: Snowflake, *, before: str | None, limit: int) -> JobPage:
        """Return a guild's jobs, newest first."""

    def targets(self, guild_id: Snowflake, job_id: str) -> list[Snowflake]:
        """Return whom a job is about, in their order; none for a purge."""

    def results(self, guild_id: Snowflake, job_id: str, *, after: int, limit: int) -> list[JobResult]:
        """Return what came of the users from a place on."""

    def place(self, guild_id: Snowflake, job_id: str) -> PurgePlace:
        """Return where a purge is."""

    def decide(self, job: Job) -> None:
        """Put a job in place of one that waits for approval, or of one that is queued and now is not.

        Raise `ConflictError` where it was neither any more.
        """

    def ask_to_stop(self, guild_id: Snowflake, job_id: str, by: Named) -> None:
        """Have a running job stop: it is read as `cancelled_by`. Raise `ConflictError` where it does not run."""

    def waiting(self) -> list[Ticket]:
        """Return the jobs of all guilds that are queued or running, the oldest first; a new one may be missing."""

    def claim(self, ticket: Ticket, owner: str, *, now: datetime, until: datetime) -> Lease:
        """Take a job that is queued or running, in a guild where nobody else has a lease.

        Raise `ConflictError`. Whoever had a lease as the same owner has it no more.
        """

    def renew(self, lease: Lease, until: datetime) -> None:
        """Keep a lease; raise `ConflictError` where somebody else has one."""

    def save(
        self, lease: Lease, job: Job, *, results: Sequence[JobResult] = (), place: PurgePlace | None = None
    ) -> None:
        """Write how far a job is, with the results that were not written before it.

        Raise `ConflictError` as `renew` does, and for a job that was cancelled while it was queued.
        """

    def release(self, lease: Lease) -> None:
        """Let others have the guild; nothing happens where they have it already."""


class Acts(Protocol):
    """See `Enforcement`."""

    def take(
        self,
        author: Author,
        act: AnyAct,
        *,
        source: CaseSource,
        key: str,
        cause: int | None = None,
        job_id: str | None = None,
    ) -> ActResult: ...


class Cases(Protocol):
    """See `CaseService`."""

    def open(self, new: NewCase, *, key: str | None = None) -> Case: ...

    def open_many(self, news: Sequence[tuple[NewCase, str | None]]) -> list[Case]: ...

    def change(
        self, guild_id: Snowflake, number: int, change: CaseChange, by: Named | None, *, key: str | None = None
    ) -> Case: ...

    def by_key(self, guild_id: Snowflake, key: str) -> Case | None: ...


class Archive(Protocol):
    """See `EvidenceService`."""

    def keep_messages(
        self, guild_id: Snowflake, number: int, messages: Sequence[KeptMessage], *, by: Named, title: str = ""
    ) -> object: ...


class Roster(Protocol):
    def members(self, guild_id: Snowflake, user_ids: Collection[Snowflake]) -> dict[Snowflake, MemberProfile]:
        """Return those of some users who are members; raise `BotUnavailableError` where nobody knows."""


class Settings(Protocol):
    def read(self, guild_id: Snowflake, feature: str, kind: type[S]) -> Stored[S]: ...
