"""A worker carries jobs out on Discord, and goes on with them where it was killed."""

import signal
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from shared.features.cases.model import CaseKind, CaseState
from shared.features.jobs.model import BulkAct, BulkKind, BulkWork, JobState, PurgeWork, ResultState
from shared.features.purges.model import PurgeFilter
from shared.kernel.snowflakes import Snowflake
from tests.integration.jobs.yard import Yard

KICKED, BANNED = 20, 22  # discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events


def test_three_hundred_are_banned_but_the_protected_and_a_purge_leaves_one_case(yard: Yard, tmp_path: Path) -> None:
    users = yard.plain_members()[:300]
    yard.protect(users[:20])
    channel_id = yard.discord.channel(yard.guild["id"])
    for place in range(5):
        yard.discord.say(channel_id, f"buy now {place}")
    kept = yard.discord.say(channel_id, "hello")

    with yard.worker(tmp_path):
        ban = yard.start(BulkWork(act=BulkAct(kind=BulkKind.BAN, reason="raid")), users)
        done = yard.until_over(ban)
        wanted = PurgeFilter(channel_ids=[Snowflake(int(channel_id))], pattern="buy n.w")
        purge = yard.until_over(yard.start(PurgeWork(filter=wanted, reason="spam")))

    assert (done.state, done.progress.done, done.progress.skipped) == (JobState.DONE, 280, 20)
    assert [result.user_id for result in yard.results(ban)] == users
    assert len({case.number for case in yard.cases_of(ban)}) == 280
    bans = yard.at_discord("GET", f"/guilds/{yard.id}/bans?limit=1000")
    assert sum(ban.id in (each["reason"] or "") for each in bans) == 280
    assert purge.state is JobState.DONE, purge
    assert purge.progress.purge is not None
    assert purge.progress.purge.deleted == 5
    case = yard.cases.case(yard.id, purge.case or 0)
    assert case is not None
    assert (case.kind, case.state, case.details["deleted"]) == (CaseKind.PURGE, CaseState.DONE, 5)
    assert [len(each.id) for each in case.evidence] == [26]
    left = yard.at_discord("GET", f"/channels/{channel_id}/messages?limit=10")
    assert kept["id"] in {each["id"] for each in left}
    assert not [each for each in left if each["content"].startswith("buy")]


def test_a_worker_that_is_killed_goes_on_and_kicks_nobody_twice(yard: Yard, tmp_path: Path) -> None:
    users = yard.plain_members()[-25:]
    began = datetime.now(UTC)

    with yard.worker(tmp_path) as worker:
        job = yard.start(BulkWork(act=BulkAct(kind=BulkKind.KICK, reason="raid")), users)
        yard.until(job, lambda now: now.progress.done >= 3)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    halfway = yard.jobs.get(yard.id, job.id)
    assert halfway.state is JobState.RUNNING
    with yard.worker(tmp_path):
        done = yard.until_over(job)

    assert (done.state, done.progress.done) == (JobState.DONE, 25)
    assert {result.state for result in yard.results(job)} == {ResultState.DONE}
    cases = yard.cases_of(job)
    assert Counter(case.user.user_id for case in cases if case.user) == dict.fromkeys(users, 1)
    assert {case.state for case in cases} == {CaseState.DONE}
    assert all(case.at >= began for case in cases)
    kicked = Counter(entry["target_id"] for entry in yard.logged(KICKED))
    assert [kicked[str(user_id)] for user_id in users] == [1] * 25
