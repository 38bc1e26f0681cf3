"""Jobs as moderators start, approve, watch and stop them."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.cases.model import Named
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.features.jobs.model import (
    BulkWork,
    Job,
    JobPage,
    JobPreview,
    JobProgress,
    JobResults,
    JobState,
    JobTargets,
    NewBulk,
    NewPurge,
    NewWork,
    PurgeWork,
)
from shared.features.jobs.ports import JobStore, Settings
from shared.features.jobs.previews import BulkPreviews
from shared.features.jobs.rules import (
    APPROVAL_LIFETIME,
    LATEST,
    check_act,
    check_approval,
    check_cancellable,
    check_room,
    goes_together,
    queued,
    seconds_for,
    seen,
)
from shared.features.jobs.targets import chosen
from shared.features.notices.model import Notice
from shared.features.notices.ports import Teller
from shared.features.purges.model import PurgeProgress
from shared.features.purges.service import PurgeService
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import ConflictError
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from shared.kernel.wire import NoticeTopic

TRIES: int = 3  # to stop a job that begins at this very moment


class JobService:
    """`name_of` says how a user is called, `entropy` returns 80 random bits."""

    def __init__(
        self,
        store: JobStore,
        *,
        scenes: Scenes,
        bulk: BulkPreviews,
        purges: PurgeService,
        settings: Settings,
        notices: Teller,
        name_of: Callable[[Snowflake], str],
        clock: Callable[[], datetime],
        entropy: Callable[[], int],
    ) -> None:
        self._store = store
        self._scenes = scenes
        self._bulk = bulk
        self._purges = purges
        self._settings = settings
        self._notices = notices
        self._name_of = name_of
        self._clock = clock
        self._entropy = entropy

    def preview(self, author: Author, work: NewWork) -> JobPreview:
        """Say what a job would do; raise `InvalidInputError`, and what Discord's client and the bot raise."""
        needs_approval = self._needs_approval(author.guild_id)
        if isinstance(work, NewPurge):
            purge = self._purges.preview(author, work.filter)
            return JobPreview(bulk=None, purge=purge, needs_approval=needs_approval)
        check_act(work.act)
        return JobPreview(bulk=self._bulk.of(author, work), purge=None, needs_approval=needs_approval)

    def start(self, author: Author, work: NewWork, *, key: str) -> Job:
        """Start a job, once for a key, or put it before somebody else.

        Raise `InvalidInputError`, or `ConflictError` where the guild has as many as there may be at a time.
        """
        now = self._clock()
        latest = self._store.page(author.guild_id, before=None, limit=LATEST)
        check_room([seen(job, now) for job in latest.items])
        user_ids, job = self._drawn_up(author, work, now)
        if self._needs_approval(author.guild_id):
            job = replace(job, state=JobState.AWAITING_APPROVAL, approve_until=now + APPROVAL_LIFETIME)
        return self._told(self._store.create(job, user_ids, key))

    def page(self, guild_id: Snowflake, *, before: str | None, limit: int) -> JobPage:
        page = self._store.page(guild_id, before=before, limit=limit)
        return JobPage(items=[seen(job, self._clock()) for job in page.items], next_cursor=page.next_cursor)

    def get(self, guild_id: Snowflake, job_id: str) -> Job:
        """Raise `NotFoundError`."""
        return seen(self._store.get(guild_id, job_id), self._clock())

    def results(self, guild_id: Snowflake, job_id: str, *, after: int, limit: int) -> JobResults:
        """Return what came of the users from a place on; raise `NotFoundError`."""
        self._store.get(guild_id, job_id)
        found = self._store.results(guild_id, job_id, after=after, limit=limit + 1)
        return JobResults(items=found[:limit], next_cursor=str(after + limit) if len(found) > limit else None)

    def targets(self, guild_id: Snowflake, job_id: str) -> JobTargets:
        """Return whom a job is about: who approves it has to see them; raise `NotFoundError`."""
        self._store.get(guild_id, job_id)
        return JobTargets(user_ids=self._store.targets(guild_id, job_id))

    def approve(self, author: Author, job_id: str) -> Job:
        """Raise `NotFoundError`, or `ConflictError` for one's own job, and for one that waits for nobody."""
        job = self.get(author.guild_id, job_id)
        check_approval(job, author.user_id)
        approved = replace(job, state=JobState.QUEUED, approved_by=self._named(author))
        self._store.decide(approved)
        return self._told(approved)

    def cancel(self, author: Author, job_id: str) -> Job:
        """Raise `NotFoundError`, or `ConflictError` for a job that is over."""
        by = self._named(author)
        for _ in range(TRIES):
            job = self.get(author.guild_id, job_id)
            check_cancellable(job)
            try:
                if job.state is JobState.RUNNING:
                    self._store.ask_to_stop(author.guild_id, job_id, by)
                else:
                    cancelled = replace(job, state=JobState.CANCELLED, cancelled_by=by, ended_at=self._clock())
                    self._store.decide(cancelled)
            except ConflictError:  # it has begun, or ended, since we looked
                continue
            return self._told(self.get(author.guild_id, job_id))
        raise ConflictError

    def _drawn_up(self, author: Author, work: NewWork, now: datetime) -> tuple[list[Snowflake], Job]:
        job = queued(
            make_ulid(int(now.timestamp() * 1000), self._entropy()),
            author.guild_id,
            work=PurgeWork(filter=work.filter, reason=work.reason, hidden=work.hidden)
            if isinstance(work, NewPurge)
            else BulkWork(act=work.act),
            author=self._named(author),
            at=now,
        )
        if isinstance(work, NewPurge):
            self._purges.check(author, work.filter)
            return [], replace(job, progress=JobProgress(purge=PurgeProgress()))
        return self._of_many(author, work, job)

    def _of_many(self, author: Author, work: NewBulk, job: Job) -> tuple[list[Snowflake], Job]:
        check_act(work.act)
        user_ids = chosen(work).user_ids
        refuse({"user_ids": None if user_ids else Problem.TOO_SHORT})
        scene = self._scenes.of(author.guild_id, author.user_id)
        seconds = seconds_for(work.act, len(user_ids), together=goes_together(scene, work.act))
        return user_ids, replace(job, seconds=seconds, progress=JobProgress(total=len(user_ids)))

    def _needs_approval(self, guild_id: Snowflake) -> bool:
        return self._settings.read(guild_id, FEATURE, EnforcementSettings).values.two_person

    def _named(self, author: Author) -> Named:
        return Named(user_id=author.user_id, name=author.name or self._name_of(author.user_id))

    def _told(self, job: Job) -> Job:
        self._notices.tell(job.guild_id, Notice(topic=NoticeTopic.JOB, id=job.id))
        return job
