"""Which warns count, and what they lead to."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.cases.changes import Deleted, Ended
from shared.features.cases.model import Case, CaseKind, CaseSource, CaseState, EndedBy, Ending, Named, NewCase
from shared.features.cases.rules import opened
from shared.features.enforcement.ladder import check_ladder, replay, step_for, weighs
from shared.features.enforcement.model import ActResult, WarnAct
from shared.features.enforcement.settings import Step, StepKind
from shared.features.enforcement.trials import LadderTrial, TrialDays
from shared.kernel.errors import InvalidInputError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from tests.factories.enforcement import BOT, BRUNO, CHIDI, DANA, EVE, Court
from tests.factories.snapshots import GUILD
from tests.fakes.clock import NOON

THREE = Step(warns=3, within_days=7, kind=StepKind.TIMEOUT, seconds=600)
FIVE = Step(warns=5, within_days=30, kind=StepKind.BAN)
STEPS = st.builds(
    Step,
    warns=st.integers(1, 6),
    within_days=st.integers(1, 40),
    kind=st.sampled_from([StepKind.KICK, StepKind.BAN]),
)


def a_warn(number: int, at: datetime = NOON, *, user: int = 5, **more: Any) -> Case:
    fields: dict[str, Any] = {
        "guild_id": GUILD,
        "kind": CaseKind.WARN,
        "source": CaseSource.WEB,
        "user": Named(user_id=Snowflake(user), name=f"user {user}"),
        "moderator": None,
        "at": at,
        "state": CaseState.DONE,
    }
    of_later = {name: more.pop(name) for name in ("ending", "deleted_at") if name in more}
    return replace(opened(NewCase(**fields | more), number=number, seq=number), **of_later)


WARNS = st.lists(st.tuples(st.integers(0, 60 * 24), st.integers(1, 3)), max_size=25).map(
    lambda those: [
        a_warn(number, NOON + timedelta(hours=hours), user=user)
        for number, (hours, user) in enumerate(sorted(those), start=1)
    ]
)


@pytest.mark.parametrize(
    "more",
    [
        {"state": CaseState.FAILED},
        {"deleted_at": NOON},
        {"expires_at": NOON},
        {"ending": Ending(at=NOON, why=EndedBy.UNDONE)},
        {"kind": CaseKind.NOTE},
    ],
)
def test_what_is_over_or_taken_back_does_not_count(more: dict[str, Any]) -> None:
    assert weighs(a_warn(1), NOON)
    assert not weighs(a_warn(1, **more), NOON)


def test_a_step_fires_at_its_very_number_and_of_several_the_highest() -> None:
    ladder = [THREE, FIVE, Step(warns=3, within_days=2, kind=StepKind.KICK)]
    fired = [step_for(ladder, [NOON] * count, NOON) for count in range(1, 8)]

    assert [step and step.kind for step in fired] == [None, None, StepKind.KICK, None, StepKind.BAN, None, None]


@given(st.lists(STEPS, max_size=5), WARNS)
def test_a_replay_finds_what_counting_by_hand_finds(ladder: list[Step], warns: list[Case]) -> None:
    found = {firing.case: (firing.warns, firing.kind) for firing in replay(ladder, reversed(warns))}

    assert found == dict(_by_hand(ladder, warns))


def _by_hand(ladder: list[Step], warns: list[Case]) -> Iterable[tuple[int, tuple[int, StepKind]]]:
    for warn in warns:
        fitting = []
        for step in ladder:
            window = timedelta(days=step.within_days)
            counted = [each for each in warns if each.user == warn.user and each.number <= warn.number]
            if sum(warn.at - each.at < window for each in counted) == step.warns:
                fitting.append((step.warns, step.kind is StepKind.BAN, step.kind))
        if fitting:
            warns_, _, kind = max(fitting)
            yield warn.number, (warns_, kind)


@given(st.lists(STEPS, max_size=5), WARNS, st.integers(1, 3))
def test_one_person_s_warns_are_no_matter_of_another_s(ladder: list[Step], warns: list[Case], user: int) -> None:
    theirs = [warn for warn in warns if warn.user is not None and warn.user.user_id == user]

    of_all = [firing for firing in replay(ladder, warns) if firing.user.user_id == user]

    assert of_all == replay(ladder, theirs)


@pytest.mark.parametrize(
    ("steps", "fields"),
    [
        ([THREE, FIVE, THREE], {"ladder[2].warns": "repeated"}),
        ([Step(warns=1, within_days=1, kind=StepKind.TIMEOUT)], {"ladder[0].seconds": "missing"}),
        (
            [Step(warns=1, within_days=1, kind=StepKind.TIMEOUT, seconds=29 * 86_400)],
            {"ladder[0].seconds": "too_large"},
        ),
        ([Step(warns=1, within_days=1, kind=StepKind.KICK, seconds=60)], {"ladder[0].seconds": "not_here"}),
        (
            [Step(warns=1, within_days=1, kind=StepKind.KICK, delete_message_seconds=60)],
            {"ladder[0].delete_message_seconds": "not_here"},
        ),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(steps: list[Step], fields: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_ladder(steps)
    assert refused.value.details == {"fields": fields}


def warned(court: Court, times: int, user_id: Snowflake = DANA) -> list[ActResult]:
    return [court.take(WarnAct(user_id=user_id), key=f"{user_id}:{place}") for place in range(times)]


def test_the_third_warn_times_the_member_out_in_the_ladder_s_name() -> None:
    court = Court(ladder=[THREE])

    first, second, third = warned(court, 3)

    assert (first.follow_up, second.follow_up) == (None, None)
    assert third.follow_up is not None
    timeout = third.follow_up
    assert (timeout.kind, timeout.source, timeout.cause) == (CaseKind.TIMEOUT, CaseSource.LADDER, third.case.number)
    assert timeout.moderator == Named(user_id=BOT, name="warn ladder")
    assert court.discord.log[0]["reason"] == f"warn ladder ({BOT}), case 4: Warn ladder: 3 warns within 7 days"
    assert len(court.discord.letters[int(DANA)]) == 4


def test_a_warn_that_ended_or_is_in_the_bin_does_not_count() -> None:
    court = Court(ladder=[THREE])
    first, second = warned(court, 2)
    by = Named(user_id=CHIDI, name="chidi")
    court.cases.change(GUILD, first.case.number, Ended(ending=Ending(at=court.clock(), why=EndedBy.UNDONE)), by)
    court.cases.change(GUILD, second.case.number, Deleted(), by)

    assert [result.follow_up for result in warned(court, 4)[2:]] == [None, None]
    assert court.take(WarnAct(user_id=DANA), key="the third that counts").follow_up is not None


def test_whom_the_bot_may_not_touch_is_left_alone_and_the_warn_says_why() -> None:
    court = Court(ladder=[Step(warns=1, within_days=7, kind=StepKind.KICK)])
    court.bot_permissions = []

    (result,) = warned(court, 1)

    assert result.case.state is CaseState.DONE
    assert result.follow_up is None
    assert result.ladder_refusal is not None
    assert (result.ladder_refusal.code, result.ladder_refusal.details["permission"]) == (
        "permission_missing",
        "KICK_MEMBERS",
    )
    assert len(court.all_cases()) == 1


class NoLocks:
    """Redis is away."""

    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]:
        del key, wait
        raise StoreUnavailableError


@pytest.mark.parametrize("locks", [None, NoLocks()], ids=["redis", "no redis"])
def test_of_several_moderators_at_once_one_warn_is_the_third(locks: NoLocks | None) -> None:
    for _ in range(5):
        court = Court(locks, ladder=[THREE])
        warned(court, 1)

        with ThreadPoolExecutor(4) as at_once:
            results = list(at_once.map(lambda key, court=court: court.take(WarnAct(user_id=DANA), key=key), "abcd"))

        assert [result.case.number for result in results if result.follow_up] == [3]
        assert court.discord.did == ["edit 500"]


def test_a_ladder_is_tried_on_what_has_happened() -> None:
    court = Court()
    warned(court, 4)
    warned(court, 1, EVE)
    court.clock.pass_time(days=100)

    late = court.enforcement.try_ladder(GUILD, LadderTrial(ladder=[THREE]))
    report = court.enforcement.try_ladder(GUILD, LadderTrial(ladder=[THREE], days=TrialDays.YEAR))

    assert (late.warns, late.total) == (0, 0)
    assert (report.warns, report.total, report.complete) == (5, 1, True)
    (firing,) = report.firings
    assert (firing.case, firing.user.user_id, firing.kind) == (3, DANA, StepKind.TIMEOUT)


def test_a_preview_tells_what_the_act_will_bring() -> None:
    court = Court(ladder=[THREE])
    warned(court, 2)
    author = Author(user_id=CHIDI, guild_id=GUILD)
    preview = court.enforcement.preview(author, WarnAct(user_id=DANA, reason="spam"))
    above = court.enforcement.preview(author, WarnAct(user_id=BRUNO))
    nobody = court.enforcement.preview(author, WarnAct(user_id=Snowflake(98)))

    assert preview.ladder is not None
    assert (preview.ladder.warns, preview.ladder.kind, preview.ladder.seconds) == (3, CaseKind.TIMEOUT, 600)
    assert (preview.previous_cases, preview.refusals, preview.irreversible) == (2, [], ["message_sent"])
    assert preview.notice == "You were warned on **Guild**.\nReason: spam"
    assert [refusal.code for refusal in above.refusals] == ["role_too_high"]
    assert (nobody.user, [refusal.code for refusal in nobody.refusals]) == (None, ["not_found"])
    assert court.discord.did == []
