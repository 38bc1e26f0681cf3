"""Jobs are kept, claimed and written alike in DynamoDB and in memory."""

import os
from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.jobs.model import Job, JobProgress, JobState
from shared.features.jobs.ports import JobStore, Lease, Ticket
from shared.features.jobs.table import JobTable
from shared.features.purges.model import PurgePlace, PurgeProgress
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.jobs import GRACE, a_job, a_job_id, a_result
from tests.fakes.clock import NOON
from tests.fakes.jobs import FakeJobStore

LATER = NOON + timedelta(seconds=20)
USERS = [Snowflake(3), Snowflake(1), Snowflake(2)]


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> JobStore:
    if request.param == "fake":
        return FakeJobStore()
    aws: AwsConfig = request.getfixturevalue("aws")
    return JobTable(dynamodb_client(aws), aws)


@pytest.fixture
def guild_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def started(store: JobStore, job: Job) -> Job:
    return store.create(job, USERS, key=job.id)


def claimed(store: JobStore, job: Job, owner: str = "worker-1") -> Lease:
    return store.claim(Ticket(guild_id=job.guild_id, job_id=job.id), owner, now=NOON, until=LATER)


def running(job: Job, *, done: int = 0) -> Job:
    return replace(job, state=JobState.RUNNING, progress=JobProgress(total=3, done=done))


def test_a_job_is_read_as_it_was_started_with_its_users_in_their_order(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))

    assert store.get(guild_id, job.id) == job
    assert store.targets(guild_id, job.id) == USERS
    assert store.place(guild_id, job.id) == PurgePlace()


def test_a_key_starts_one_job_however_often_it_comes(store: JobStore, guild_id: Snowflake) -> None:
    first, second = a_job(guild_id), a_job(guild_id)

    assert store.create(first, USERS, key="k") == first
    assert store.create(second, USERS, key="k") == first
    with pytest.raises(NotFoundError):
        store.get(guild_id, second.id)


def test_jobs_are_listed_newest_first_page_by_page(store: JobStore, guild_id: Snowflake) -> None:
    jobs = [started(store, a_job(guild_id, at=NOON + timedelta(minutes=minute))) for minute in range(5)]
    newest = [job.id for job in reversed(jobs)]

    first = store.page(guild_id, before=None, limit=2)
    second = store.page(guild_id, before=first.next_cursor, limit=2)
    third = store.page(guild_id, before=second.next_cursor, limit=2)

    assert [job.id for page in (first, second, third) for job in page.items] == newest
    assert third.next_cursor is None


def test_a_job_waits_until_it_is_over(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))
    ticket = Ticket(guild_id=guild_id, job_id=job.id)
    unapproved = started(store, a_job(guild_id, state=JobState.AWAITING_APPROVAL))

    assert [each for each in store.waiting() if each.guild_id == guild_id] == [ticket]

    lease = claimed(store, job)
    store.save(lease, running(job))
    assert ticket in store.waiting()

    store.save(lease, replace(job, state=JobState.DONE))
    assert [each for each in store.waiting() if each.guild_id == guild_id] == []
    assert store.get(guild_id, unapproved.id).state is JobState.AWAITING_APPROVAL


def test_an_approved_job_waits(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id, state=JobState.AWAITING_APPROVAL))

    store.decide(replace(job, state=JobState.QUEUED, approved_by=GRACE))

    assert store.get(guild_id, job.id).approved_by == GRACE
    assert Ticket(guild_id=guild_id, job_id=job.id) in store.waiting()
    with pytest.raises(ConflictError):
        store.decide(replace(job, state=JobState.QUEUED))


def test_a_running_job_is_asked_to_stop_and_a_queued_one_is_cancelled(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))

    with pytest.raises(ConflictError):
        store.ask_to_stop(guild_id, job.id, GRACE)
    lease = claimed(store, job)
    store.save(lease, running(job))
    store.ask_to_stop(guild_id, job.id, GRACE)

    assert store.get(guild_id, job.id).cancelled_by == GRACE
    store.save(lease, running(job, done=1), results=[a_result(3)])
    assert store.get(guild_id, job.id).cancelled_by == GRACE
    with pytest.raises(ConflictError):
        store.decide(replace(job, state=JobState.CANCELLED))


def test_a_cancelled_job_neither_begins_nor_is_claimed(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))
    lease = claimed(store, job)
    store.decide(replace(job, state=JobState.CANCELLED))

    with pytest.raises(ConflictError):
        store.save(lease, running(job))
    with pytest.raises(ConflictError):
        claimed(store, job)


def test_one_worker_has_a_guild(store: JobStore, guild_id: Snowflake) -> None:
    first, second = started(store, a_job(guild_id)), started(store, a_job(guild_id))
    claimed(store, first)

    with pytest.raises(ConflictError):
        claimed(store, first, "worker-2")
    with pytest.raises(ConflictError):
        claimed(store, second, "worker-2")


def test_who_lost_the_lease_writes_nothing(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))
    ticket = Ticket(guild_id=guild_id, job_id=job.id)
    old = claimed(store, job)
    new = store.claim(ticket, "worker-2", now=LATER + timedelta(seconds=1), until=LATER + timedelta(seconds=30))

    assert new.fence > old.fence
    with pytest.raises(ConflictError):
        store.renew(old, LATER)
    with pytest.raises(ConflictError):
        store.save(old, running(job))
    store.release(old)
    store.renew(new, LATER + timedelta(seconds=60))
    with pytest.raises(ConflictError):
        claimed(store, job, "worker-3")


def test_a_lease_that_was_let_go_is_free_at_once(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))
    store.release(claimed(store, job))

    assert claimed(store, job, "worker-2").owner == "worker-2"


def test_the_same_worker_takes_its_own_job_again(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))
    before = claimed(store, job)

    assert claimed(store, job).fence > before.fence


def test_results_are_read_from_a_place_on_however_they_were_written(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))
    lease = claimed(store, job)

    store.save(lease, running(job, done=2), results=[a_result(3), a_result(1)])
    store.save(lease, running(job, done=2))
    store.save(lease, running(job, done=3), results=[a_result(2)])

    assert store.results(guild_id, job.id, after=0, limit=10) == [a_result(3), a_result(1), a_result(2)]
    assert store.results(guild_id, job.id, after=1, limit=1) == [a_result(1)]
    assert store.results(guild_id, job.id, after=3, limit=10) == []


def test_the_place_of_a_purge_stays_until_another_is_written(store: JobStore, guild_id: Snowflake) -> None:
    job = started(store, a_job(guild_id))
    lease = claimed(store, job)
    place = PurgePlace(slow=True, channel_id=Snowflake(5), pending=USERS, progress=PurgeProgress(deleted=7))

    store.save(lease, running(job), place=place)
    store.save(lease, running(job))

    assert store.place(guild_id, job.id) == place


def test_what_is_not_there_is_not_found(store: JobStore, guild_id: Snowflake) -> None:
    missing = a_job_id()

    for read in (store.get, store.targets):
        with pytest.raises(NotFoundError):
            read(guild_id, missing)
