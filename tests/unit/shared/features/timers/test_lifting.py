"""What is due is lifted once, by one worker, and only while it is ours."""

import pytest

from shared.features.cases.model import CaseKind, EndedBy
from shared.features.timers.claims import ABANDONED_SECONDS
from shared.features.timers.lifting import LOOK_SECONDS, Outcome
from shared.features.timers.model import TimerKind, TimerState
from shared.features.timers.rules import MOST_REFUSALS
from shared.kernel.errors import DiscordForbiddenError, DiscordTokenRejectedError, DiscordUnavailableError
from tests.factories.cases import MALLORY
from tests.factories.events import GUILD
from tests.factories.timers import MUTED
from tests.unit.shared.features.timers.hands import Hands

USER = MALLORY.user_id


class Killed(BaseException):
    """`kill -9`: nothing of ours runs any more."""


def test_a_ban_is_lifted_when_its_time_is_up_and_its_case_says_so() -> None:
    hands = Hands()
    timer, worker = hands.ban_for_an_hour(), hands.worker()

    assert hands.look(worker) == []
    hands.pass_time(minutes=61)

    assert hands.look(worker) == [Outcome.LIFTED]
    assert hands.discord.bans == {}
    ending = hands.ending(timer.case_number)
    assert ending is not None
    assert (ending.why, ending.by) == (EndedBy.EXPIRED, None)
    assert hands.timers.of_guild(GUILD) == []
    assert hands.notices.told[-1][1].id == timer.id


def test_our_own_clock_does_not_lift_anything_before_discord_says_that_it_is_time() -> None:
    hands = Hands()
    timer, worker = hands.ban_for_an_hour(), hands.worker()
    place = hands.store.running()

    (due,) = place
    hands.clock.pass_time(days=365)

    assert worker.queue().places == []
    assert worker.attempt(due) is Outcome.NOT_NOW
    assert USER in hands.discord.bans
    assert hands.timers.of_user(GUILD, USER)[0].next_try_at == timer.due_at


def test_a_clock_that_was_set_back_keeps_nobody_banned() -> None:
    hands = Hands()
    hands.ban_for_an_hour()

    hands.pass_time(hours=2)
    hands.clock.pass_time(days=-365)

    assert hands.look(hands.worker()) == [Outcome.LIFTED]


@pytest.mark.parametrize("case", [None, 99])
def test_a_ban_that_somebody_else_or_a_later_case_set_stays(case: int | None) -> None:
    hands = Hands()
    timer, worker = hands.ban_for_an_hour(), hands.worker()
    hands.discord.bans.clear()
    hands.discord.ban(USER, case)

    hands.pass_time(hours=2)

    assert hands.look(worker) == [Outcome.ENDED]
    assert USER in hands.discord.bans
    ending = hands.ending(timer.case_number)
    assert ending is not None
    assert ending.why is EndedBy.SUPERSEDED


def test_a_ban_that_was_prolonged_is_lifted_by_the_later_case_whose_reason_discord_did_not_take() -> None:
    hands = Hands()
    first = hands.ban_for_an_hour()
    later = hands.case()
    hands.discord.ban(USER, later)
    hands.set(later, hours=3)

    hands.pass_time(hours=2)
    assert hands.look(hands.worker()) == []
    hands.pass_time(hours=2)

    assert hands.look(hands.worker()) == [Outcome.LIFTED]
    ending = hands.ending(first.case_number)
    assert ending is not None
    assert (ending.why, ending.case) == (EndedBy.SUPERSEDED, later)


def test_a_ban_that_is_gone_needs_no_lifting() -> None:
    hands = Hands()
    timer = hands.ban_for_an_hour()
    hands.discord.bans.clear()

    hands.pass_time(hours=2)

    assert hands.look(hands.worker()) == [Outcome.ENDED]
    ending = hands.ending(timer.case_number)
    assert ending is not None
    assert ending.why is EndedBy.LIFTED


def test_a_role_is_taken_again_unless_somebody_else_gave_it_anew() -> None:
    for by_us in (True, False):
        hands = Hands()
        number = hands.case(CaseKind.ROLES_GIVE)
        hands.discord.change_role(USER, MUTED, gives=True, by_us=True)
        hands.set(number, TimerKind.ROLE_GIVEN, role_id=MUTED)
        hands.discord.change_role(USER, MUTED, gives=False, by_us=by_us)
        hands.discord.change_role(USER, MUTED, gives=True, by_us=by_us)

        hands.pass_time(hours=2)

        assert hands.look(hands.worker()) == [Outcome.LIFTED if by_us else Outcome.ENDED]
        assert (MUTED in hands.discord.roles[USER]) is not by_us


def test_a_role_that_was_taken_comes_back() -> None:
    hands = Hands()
    number = hands.case(CaseKind.ROLES_TAKE)
    hands.discord.change_role(USER, MUTED, gives=True, by_us=False)
    hands.discord.change_role(USER, MUTED, gives=False, by_us=True)
    hands.set(number, TimerKind.ROLE_TAKEN, role_id=MUTED)

    hands.pass_time(hours=2)

    assert hands.look(hands.worker()) == [Outcome.LIFTED]
    assert MUTED in hands.discord.roles[USER]


def test_a_bot_that_may_not_any_more_says_so_tries_rarer_and_rarer_and_gives_up_in_the_end() -> None:
    hands = Hands()
    timer, worker = hands.ban_for_an_hour(), hands.worker()
    hands.discord.refusal = DiscordForbiddenError(discord_code=50013)

    hands.pass_time(hours=1)
    assert hands.look(worker) == [Outcome.REFUSED]
    (view,) = hands.timers.of_guild(GUILD)
    assert (view.state, view.attempts, view.code) == (TimerState.FAILED, 1, "discord_forbidden")
    assert hands.look(worker) == [], "not at once again"
    for _ in range(MOST_REFUSALS - 1):
        hands.pass_time(hours=6)
        hands.look(worker)

    (view,) = hands.timers.of_guild(GUILD)
    assert (view.attempts, view.next_try_at) == (MOST_REFUSALS, None)
    hands.pass_time(days=30)
    assert hands.look(worker) == []
    hands.discord.refusal = None
    hands.timers.retry(GUILD, timer.id)
    assert hands.look(worker) == [Outcome.LIFTED]


@pytest.mark.parametrize("trouble", [DiscordUnavailableError(), DiscordTokenRejectedError()])
def test_trouble_is_never_given_up_and_is_no_failure_of_the_timer(trouble: DiscordUnavailableError) -> None:
    hands = Hands()
    hands.ban_for_an_hour()
    worker, hands.discord.refusal = hands.worker(), trouble

    hands.pass_time(hours=1)
    for _ in range(3 * MOST_REFUSALS):
        assert hands.look(worker) == [Outcome.TROUBLE]
        hands.pass_time(minutes=5)
    hands.discord.refusal = None

    assert hands.look(worker) == [Outcome.LIFTED]


def test_a_lost_answer_is_looked_up_not_asked_again() -> None:
    hands = Hands()
    timer, worker = hands.ban_for_an_hour(), hands.worker()
    hands.discord.loses_answers = DiscordUnavailableError()

    hands.pass_time(hours=1)
    assert hands.look(worker) == [Outcome.TROUBLE]
    hands.discord.ban(USER, None)  # somebody bans them again before we look
    hands.pass_time(minutes=1)

    assert hands.look(worker) == [Outcome.ENDED]
    assert hands.discord.lifted == [timer.id]
    assert USER in hands.discord.bans


def test_of_two_workers_one_lifts_wherever_the_other_is() -> None:
    steps = ["before look", "after look", "before write", "after write", "before lift", "after lift", "before remove"]
    for step in steps:
        hands = Hands()
        timer, one, two = hands.ban_for_an_hour(), hands.worker(), hands.worker()
        hands.pass_time(hours=1)
        others: list[Outcome] = []

        def meet(where: str, step: str = step, others: list[Outcome] = others, hands: Hands = hands) -> None:
            if where == step and not others:
                others.append(Outcome.NOT_NOW)
                others.extend(hands.look(two))  # noqa: B023 - called in this very round

        hands.discord.meanwhile = hands.store.meanwhile = meet
        hands.look(one)

        assert hands.discord.lifted == [timer.id], step
        assert hands.timers.of_guild(GUILD) == [], step


@pytest.mark.parametrize(
    "step", ["before look", "after look", "before write", "after write", "before lift", "after lift", "before remove"]
)
def test_a_worker_that_dies_between_two_steps_leaves_the_rest_to_another(step: str) -> None:
    hands = Hands()
    timer = hands.ban_for_an_hour()
    hands.pass_time(hours=1)

    def die(where: str) -> None:
        if where == step:
            raise Killed

    hands.discord.meanwhile = hands.store.meanwhile = die
    with pytest.raises(Killed):
        hands.look(hands.worker())
    hands.discord.meanwhile = hands.store.meanwhile = lambda _: None
    another = hands.worker()
    hands.look(another)
    hands.pass_time(seconds=ABANDONED_SECONDS)
    hands.look(another)

    assert hands.discord.lifted == [timer.id]
    assert hands.discord.bans == {}
    ending = hands.ending(timer.case_number)
    assert ending is not None
    assert ending.why is EndedBy.EXPIRED
    assert hands.timers.of_guild(GUILD) == []


def test_a_claim_is_taken_over_by_the_steady_clock_whatever_the_time_of_day_does() -> None:
    hands = Hands()
    hands.ban_for_an_hour()
    hands.pass_time(hours=1)

    def die(where: str) -> None:
        if where == "after write":
            raise Killed

    hands.store.meanwhile = die
    with pytest.raises(Killed):
        hands.look(hands.worker())
    hands.store.meanwhile = lambda _: None
    another = hands.worker()

    assert hands.look(another) == [Outcome.NOT_NOW]
    hands.clock.pass_time(days=365)
    hands.discord.pass_time(days=365)
    assert hands.look(another) == [Outcome.NOT_NOW], "the one that holds it may be alive"
    hands.steady += ABANDONED_SECONDS
    assert hands.look(another) == [Outcome.LIFTED]


def test_what_was_seen_too_long_ago_is_not_acted_upon() -> None:
    hands = Hands()
    hands.ban_for_an_hour()
    hands.pass_time(hours=1)

    def stall(where: str) -> None:
        if where == "after write" and not hands.discord.lifted:
            hands.steady += LOOK_SECONDS + 1

    hands.store.meanwhile = stall
    worker = hands.worker()
    assert hands.look(worker) == [Outcome.NOT_NOW]
    assert hands.discord.lifted == []
    hands.store.meanwhile = lambda _: None

    assert hands.look(worker) == [Outcome.LIFTED]
