"""Jobs are previewed, started once, approved by somebody else, and stopped."""

from datetime import timedelta

import pytest

from shared.features.actions.authors import Author
from shared.features.jobs.model import BulkAct, BulkKind, JobState, NewBulk
from shared.features.jobs.rules import MOST_AT_A_TIME
from shared.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.jobs import a_job_id
from tests.factories.snapshots import GUILD
from tests.factories.workshop import AUTHOR, Workshop

GRACE = Author(user_id=Snowflake(700), guild_id=GUILD, name="grace")


def a_ban(user_ids: list[Snowflake], **fields: object) -> NewBulk:
    return NewBulk(act=BulkAct(kind=BulkKind.BAN, **fields), user_ids=user_ids)  # type: ignore[arg-type] # by name


def test_a_preview_says_who_is_concerned_who_is_not_and_why() -> None:
    shop = Workshop()
    users = shop.crowd(5, protected=1)
    (banned,) = shop.strangers(1)
    shop.discord.bans[banned] = {"user": {"id": str(banned), "username": "stranger0"}, "reason": "before"}

    preview = shop.jobs.preview(
        AUTHOR, NewBulk(act=BulkAct(kind=BulkKind.BAN), user_ids=[*users, banned], text=f"x {10**16}")
    )

    assert preview.bulk is not None
    assert [each.user_id for each in preview.bulk.targets] == users[1:]
    assert {each.user_id: each.refusal.code for each in preview.bulk.skipped} == {
        users[0]: "role_too_high",
        banned: "conflict",
        10**16: "not_found",
    }
    assert preview.bulk.unreadable == ["x"]
    assert (preview.bulk.undoable, preview.bulk.irreversible) == (True, ["member_removed"])
    assert shop.discord.did == []
    assert shop.all_cases() == []


def test_messages_to_each_make_a_job_slow_and_the_preview_says_so() -> None:
    shop = Workshop()
    users = shop.crowd(100)

    quick, slow = (shop.jobs.preview(AUTHOR, a_ban(users, notify=notify)).bulk for notify in (False, True))

    assert quick is not None
    assert slow is not None
    assert slow.seconds > 100 * max(1, quick.seconds)
    assert "message_sent" in slow.irreversible


def test_users_named_twice_are_concerned_once() -> None:
    shop = Workshop()
    (user,) = shop.crowd(1)

    preview = shop.jobs.preview(AUTHOR, a_ban([user, user])).bulk

    assert preview is not None
    assert [each.user_id for each in preview.targets] == [user]
    assert [(each.user_id, each.refusal.code) for each in preview.skipped] == [(user, "duplicate")]


def test_an_act_needs_what_the_single_one_needs() -> None:
    shop = Workshop()
    users = shop.crowd(1)

    for act in (
        BulkAct(kind=BulkKind.TIMEOUT),
        BulkAct(kind=BulkKind.KICK, delete_message_seconds=60),
        BulkAct(kind=BulkKind.ROLES_GIVE),
    ):
        with pytest.raises(InvalidInputError):
            shop.jobs.start(AUTHOR, NewBulk(act=act, user_ids=users), key="k")


def test_what_is_sent_again_starts_one_job() -> None:
    shop = Workshop()
    users = shop.crowd(2)

    assert shop.start(a_ban(users)).id == shop.start(a_ban(users)).id
    assert len(shop.jobs.page(GUILD, before=None, limit=10).items) == 1


def test_where_two_people_are_needed_nothing_begins_before_the_second_one_says_so() -> None:
    shop = Workshop(two_person=True)
    job = shop.start(a_ban(shop.crowd(2)))
    shop.work()
    assert (shop.job(job).state, shop.discord.did) == (JobState.AWAITING_APPROVAL, [])

    with pytest.raises(ConflictError):
        shop.jobs.approve(AUTHOR, job.id)
    shop.jobs.approve(GRACE, job.id)
    shop.work()

    done = shop.job(job)
    assert done.state is JobState.DONE
    assert done.approved_by is not None
    assert done.approved_by.name == "grace"


def test_whoever_approves_a_job_sees_whom_it_is_about() -> None:
    shop = Workshop(two_person=True)
    users = shop.crowd(3)

    job = shop.jobs.start(AUTHOR, a_ban([*users, users[0]]), key="k")

    assert shop.jobs.targets(GUILD, job.id).user_ids == users


def test_nobody_approves_after_a_day() -> None:
    shop = Workshop(two_person=True)
    job = shop.start(a_ban(shop.crowd(2)))
    shop.clock.pass_time(hours=24)

    assert shop.job(job).state is JobState.EXPIRED
    with pytest.raises(ConflictError):
        shop.jobs.approve(GRACE, job.id)
    with pytest.raises(ConflictError):
        shop.jobs.cancel(AUTHOR, job.id)


def test_a_job_that_waits_is_cancelled_at_once_and_never_begins() -> None:
    shop = Workshop()
    job = shop.start(a_ban(shop.crowd(2)))

    cancelled = shop.jobs.cancel(GRACE, job.id)
    shop.work()

    assert cancelled.state is JobState.CANCELLED
    assert cancelled.cancelled_by is not None
    assert shop.discord.did == []
    with pytest.raises(ConflictError):
        shop.jobs.cancel(AUTHOR, job.id)


def test_every_step_is_told_to_those_who_look_on() -> None:
    shop = Workshop()
    job = shop.start(a_ban(shop.crowd(2)))
    shop.work()

    told = [notice.id for _, notice in shop.notices.told if notice.topic == "job"]
    assert set(told) == {job.id}
    assert len(told) >= 3


def test_what_is_not_there_is_not_found() -> None:
    jobs = Workshop().jobs
    missing = a_job_id(Workshop().clock() - timedelta(days=1))

    for ask in (
        lambda: jobs.get(GUILD, missing),
        lambda: jobs.results(GUILD, missing, after=0, limit=1),
        lambda: jobs.targets(GUILD, missing),
        lambda: jobs.cancel(AUTHOR, missing),
        lambda: jobs.approve(AUTHOR, missing),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_a_guild_that_starts_job_after_job_stands_in_nobody_s_way() -> None:
    shop = Workshop()
    users = shop.crowd(2)
    jobs = [shop.jobs.start(AUTHOR, a_ban(users), key=f"key-{number}") for number in range(MOST_AT_A_TIME)]

    with pytest.raises(ConflictError):
        shop.jobs.start(AUTHOR, a_ban(users), key="one more")
    shop.jobs.cancel(AUTHOR, jobs[3].id)

    assert shop.jobs.start(AUTHOR, a_ban(users), key="one more").state is JobState.QUEUED
