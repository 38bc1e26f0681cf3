"""A bulk act concerns each user once, whatever happens in between."""

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest

from shared.features.access.model import GuildPermission
from shared.features.cases.model import CaseKind, CaseSource, CaseState
from shared.features.jobs.model import BulkAct, BulkKind, JobState, NewBulk, ResultState
from shared.features.jobs.ports import Ticket
from shared.kernel.errors import ConflictError, DiscordBusyError, DiscordUnavailableError
from shared.kernel.snowflakes import Snowflake
from tests.factories.enforcement import BOT, CHIDI, HELPER
from tests.factories.snapshots import GUILD, MEMBERS, OWNER
from tests.factories.workshop import AUTHOR, Workshop


class PowerCutError(BaseException):
    """As kill -9: nothing catches it."""


def outcomes(shop: Workshop, job_id: str) -> Counter[ResultState]:
    results = shop.jobs.results(GUILD, job_id, after=0, limit=1_000).items
    return Counter(result.state for result in results)


def test_three_hundred_are_banned_and_the_protected_ones_skipped_with_the_reason() -> None:
    shop = Workshop()
    users = shop.crowd(300, protected=20)

    job = shop.start_on(users, reason="raid")
    shop.work()

    done = shop.job(job)
    assert (done.state, done.progress.done, done.progress.skipped, done.progress.failed) == (JobState.DONE, 280, 20, 0)
    assert shop.discord.count_of("ban ") == 280
    results = shop.results(job)
    assert [result.user_id for result in results] == users
    assert {result.refusal.code for result in results[:20] if result.refusal} == {"role_too_high"}
    cases = shop.all_cases()
    assert sorted(case.number for case in cases) == list(range(1, 281))
    assert {(case.kind, case.source, case.state, case.job_id) for case in cases} == {
        (CaseKind.BAN, CaseSource.JOB, CaseState.DONE, job.id)
    }
    assert {result.case for result in results[20:]} == {case.number for case in cases}


def test_a_bulk_ban_takes_a_request_for_two_hundred() -> None:
    shop = Workshop()
    asked: list[str] = []
    shop.discord.before = asked.append

    shop.start_on(shop.crowd(450))
    shop.work()

    assert asked == [f"POST /guilds/{GUILD}/bulk-ban"] * 3


def test_a_bot_that_does_not_manage_the_server_bans_one_by_one() -> None:
    shop = Workshop()
    shop.bot_permissions = [each for each in shop.bot_permissions if each.name != "MANAGE_GUILD"]

    job = shop.start_on(shop.crowd(3))
    shop.work()

    assert outcomes(shop, job.id) == {ResultState.DONE: 3}
    reasons = [shop.discord.bans[case.user.user_id]["reason"] for case in shop.all_cases() if case.user]
    assert [f"case {number}" in reason for number, reason in enumerate(reasons, start=1)] == [True] * 3


@pytest.mark.parametrize("kind", [BulkKind.BAN, BulkKind.KICK])
@pytest.mark.parametrize("moment", range(12))
def test_a_run_that_is_killed_at_any_moment_is_gone_on_with_and_nothing_is_done_twice(
    kind: BulkKind, moment: int
) -> None:
    shop = Workshop()
    users = shop.crowd(5, protected=1)
    job = shop.start_on(users, kind)
    left = moment

    def killed(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise PowerCutError

    write = shop.store.save

    def save(*given: Any, **more: Any) -> None:
        killed()
        write(*given, **more)

    with pytest.MonkeyPatch.context() as patch, suppress(PowerCutError):
        shop.discord.before, shop.discord.after = killed, killed
        patch.setattr(shop.store, "save", save)
        shop.work()
    shop.discord.before = shop.discord.after = lambda _: None
    shop.clock.pass_time(seconds=60)
    shop.reopen()
    shop.work("worker-2")

    assert shop.job(job).state is JobState.DONE
    assert outcomes(shop, job.id) == {ResultState.DONE: 4, ResultState.SKIPPED: 1}
    assert Counter(case.user.user_id for case in shop.all_cases() if case.user) == dict.fromkeys(users[1:], 1)
    verb = "ban" if kind is BulkKind.BAN else "kick"
    assert Counter(shop.discord.did) == {f"{verb} {user_id}": 1 for user_id in users[1:]}


def test_two_workers_never_have_one_job() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(3))
    ticket = Ticket(guild_id=GUILD, job_id=job.id)
    run = shop.runner.claim(ticket, "worker-1", lambda _: True)
    shop.clock.pass_time(seconds=60)  # a pause of the whole process, longer than its lease

    shop.work("worker-2")
    shop.runner.carry_out(run)

    assert shop.discord.count_of("ban ") == 3
    assert len(shop.all_cases()) == 3
    assert shop.job(job).progress.done == 3


def test_users_who_are_no_members_are_banned_up_to_discords_limit_and_the_rest_is_said() -> None:
    shop = Workshop()
    shop.discord.room = 5
    users = [*shop.strangers(12), *shop.crowd(3)]

    job = shop.start_on(users)
    shop.work()

    results = shop.results(job)
    assert outcomes(shop, job.id) == {ResultState.DONE: 8, ResultState.SKIPPED: 7}
    assert {each.refusal.code for each in results if each.refusal} == {"non_member_bans_used_up"}
    assert {each.name for each in results[:5]} == {f"stranger{place}" for place in range(5)}


def test_whom_discord_does_not_ban_is_told_apart() -> None:
    shop = Workshop()
    (banned,) = shop.strangers(1)
    shop.discord.bans[banned] = {"user": {"id": str(banned), "username": "stranger0"}, "reason": "before"}
    fine, odd = shop.crowd(2)
    shop.discord.untouchable = {int(odd)}

    job = shop.start_on([banned, fine, odd, Snowflake(99_999)])
    shop.work()

    states = {each.user_id: (each.state, each.refusal and each.refusal.code) for each in shop.results(job)}
    assert states == {
        banned: (ResultState.SKIPPED, "conflict"),
        fine: (ResultState.DONE, None),
        odd: (ResultState.FAILED, "discord_forbidden"),
        99_999: (ResultState.FAILED, "discord_not_found"),
    }


def test_a_bot_that_may_not_ban_is_told_so_once_for_all() -> None:
    shop = Workshop()
    asked: list[str] = []
    shop.discord.before, shop.discord.refuses = asked.append, "bulk-ban"

    job = shop.start_on(shop.crowd(50))
    shop.work()

    assert outcomes(shop, job.id) == {ResultState.FAILED: 50}
    assert len(asked) == 1
    assert shop.all_cases() == []


def test_nobody_bans_themselves_the_owner_or_the_bot() -> None:
    shop = Workshop()

    job = shop.start_on([CHIDI, OWNER, BOT])
    shop.work()

    assert outcomes(shop, job.id) == {ResultState.SKIPPED: 3}
    assert shop.discord.did == []


def test_a_job_that_is_cancelled_stops_between_two_members_and_says_what_it_did() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(10), BulkKind.KICK)

    def after(_: str) -> None:
        shop.clock.pass_time(seconds=2)
        if shop.discord.count_of("kick") == 4:
            shop.jobs.cancel(AUTHOR, job.id)

    shop.discord.after = after
    shop.work()

    over = shop.job(job)
    assert over.state is JobState.CANCELLED
    assert over.cancelled_by is not None
    assert over.progress.done == shop.discord.count_of("kick") == 4
    assert outcomes(shop, job.id) == {ResultState.DONE: 4}


def test_progress_is_written_at_most_once_a_second() -> None:
    shop = Workshop()
    shop.start_on(shop.crowd(40), BulkKind.KICK)
    began = shop.clock()

    def after(_: str) -> None:
        shop.clock.pass_time(seconds=0.1)

    shop.discord.after = after
    shop.work()

    assert shop.store.writes <= (shop.clock() - began).total_seconds() + 3


def test_a_worker_that_stops_leaves_the_job_to_others_at_once() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(4), BulkKind.KICK)

    def after(_: str) -> None:
        shop.patience = 0

    shop.discord.after = after
    shop.work()
    assert shop.job(job).state is JobState.RUNNING

    shop.discord.after, shop.patience = (lambda _: None), 1_000
    shop.work("worker-2")
    assert outcomes(shop, job.id) == {ResultState.DONE: 4}


def trouble(shop: Workshop, error: Exception, *, times: int) -> None:
    """Let acts fail so often, before anything is done."""
    take, left = shop.enforcement.take, times

    def failing(*given: Any, **more: Any) -> Any:
        nonlocal left
        left -= 1
        if left >= 0:
            raise error
        return take(*given, **more)

    shop.enforcement.take = failing  # type: ignore[method-assign] # trouble at the other end


def test_discords_limits_are_waited_for_as_long_as_it_takes() -> None:
    shop = Workshop()
    trouble(shop, DiscordBusyError(retry_after_seconds=60.0), times=50)
    job = shop.start_on(shop.crowd(2), BulkKind.KICK)

    shop.work()

    assert outcomes(shop, job.id) == {ResultState.DONE: 2}


def test_who_is_away_for_long_ends_the_job_and_what_was_done_stays_said() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(2), BulkKind.KICK)
    trouble(shop, DiscordUnavailableError(), times=1_000)

    shop.work()

    assert (shop.job(job).state, shop.job(job).code) == (JobState.FAILED, "discord_unavailable")
    assert outcomes(shop, job.id) == {}


def test_a_job_that_waits_for_discord_is_stopped_all_the_same() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(2), BulkKind.KICK)
    trouble(shop, DiscordBusyError(retry_after_seconds=5.0), times=1_000)
    pause = shop._pause

    def pausing(seconds: float) -> bool:
        if seconds:
            with suppress(ConflictError):
                shop.jobs.cancel(AUTHOR, job.id)
        return pause(seconds)

    shop._pause = pausing  # type: ignore[method-assign] # somebody acts meanwhile
    shop.work()

    assert shop.job(job).state is JobState.CANCELLED


def test_an_author_who_has_left_can_do_nothing_any_more() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(2), BulkKind.KICK)
    del shop.discord.members[int(CHIDI)]

    shop.work()

    assert (shop.job(job).state, shop.job(job).code) == (JobState.FAILED, "not_found")
    assert shop.discord.did == []


def test_an_author_who_may_not_moderate_any_more_reaches_nobody() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(60), BulkKind.KICK)

    def after(_: str) -> None:
        shop.discord.members[int(CHIDI)]["roles"] = [str(MEMBERS)]

    shop.discord.after = after
    shop.work()

    over = shop.job(job)
    assert (over.state, over.code) == (JobState.FAILED, "permission_missing")
    assert shop.discord.count_of("kick") == 1


def test_roles_take_the_permission_for_roles_until_the_end() -> None:
    shop = Workshop()
    job = shop.start_on(shop.crowd(2), BulkKind.ROLES_GIVE, role_ids=[HELPER])
    shop.let(GuildPermission.MODERATE)

    shop.work()

    assert (shop.job(job).state, shop.job(job).code) == (JobState.FAILED, "permission_missing")


def test_warns_and_roles_are_given_to_many() -> None:
    shop = Workshop()
    users = shop.crowd(3)
    roles = BulkAct(kind=BulkKind.ROLES_GIVE, role_ids=[HELPER])

    warned = shop.start_on(users, BulkKind.WARN, reason="noise")
    given = shop.start(NewBulk(act=roles, user_ids=users), key="roles")
    shop.work()

    assert outcomes(shop, warned.id) == outcomes(shop, given.id) == {ResultState.DONE: 3}
    assert shop.discord.count_of(f"give {HELPER}") == 3


def test_a_job_that_waited_for_days_bans_nobody_when_the_bot_is_back() -> None:
    shop = Workshop()
    users = shop.crowd(3)
    job = shop.start_on(users)
    assert shop.runner.are_too_old(shop.store.waiting()) == []

    shop.clock.pass_time(days=4)
    assert [ticket.job_id for ticket in shop.runner.are_too_old(shop.store.waiting())] == [job.id]
    shop.work()

    assert (shop.job(job).state, shop.job(job).code) == (JobState.FAILED, "bot_unavailable")
    assert shop.discord.did == []
    assert shop.store.waiting() == []
