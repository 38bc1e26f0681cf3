"""Real processes, killed between any two steps, beside each other and with wrong clocks, lift each ban once."""

import signal
import time

import pytest

from shared.features.cases.model import EndedBy
from tests.integration.timers.clockwork import Clockwork, until


@pytest.mark.parametrize("step", ["after look", "after write", "after lift", "before remove"])
def test_a_scheduler_that_is_killed_leaves_the_rest_to_the_next(clockwork: Clockwork, step: str) -> None:
    user_id = clockwork.stranger()
    timer = clockwork.ban_for_an_hour(user_id)
    clockwork.skip(hours=2)

    with clockwork.scheduler(DIE_AT=step) as first:
        assert first.wait(30) == -signal.SIGKILL
    with clockwork.scheduler():
        until(lambda: clockwork.runs_for(user_id) == [])

    assert not clockwork.is_banned(user_id)
    assert clockwork.unbans(user_id) == [f"ada ({timer.set_by.user_id}), case {timer.case_number}: its time is up"]
    ending = clockwork.read(timer).ending
    assert ending is not None
    assert (ending.why, ending.by) == (EndedBy.EXPIRED, None)


def test_clocks_that_are_wrong_by_a_year_lift_nothing_too_early_or_too_late(clockwork: Clockwork) -> None:
    due, user_id = clockwork.stranger(), clockwork.stranger()
    clockwork.ban_for_an_hour(due)
    clockwork.skip(hours=2)
    timer = clockwork.ban_for_an_hour(user_id)

    with clockwork.scheduler(CLOCK_DAYS="365"), clockwork.scheduler(CLOCK_DAYS="-365"):
        until(lambda: clockwork.runs_for(due) == [])
        clockwork.skip(minutes=50)
        time.sleep(1)  # several looks
        assert clockwork.is_banned(user_id)
        clockwork.skip(minutes=11)
        until(lambda: clockwork.runs_for(user_id) == [])

    assert len(clockwork.unbans(user_id)) == 1
    assert clockwork.read(timer).ending is not None


def test_many_that_are_due_at_once_are_each_lifted_once_by_two_workers(clockwork: Clockwork) -> None:
    user_ids = [clockwork.stranger() for _ in range(12)]
    for user_id in user_ids:
        clockwork.ban_for_an_hour(user_id)
    clockwork.skip(hours=2)

    with clockwork.scheduler(), clockwork.scheduler():
        until(lambda: not any(clockwork.runs_for(user_id) for user_id in user_ids))

    assert [len(clockwork.unbans(user_id)) for user_id in user_ids] == [1] * len(user_ids)
