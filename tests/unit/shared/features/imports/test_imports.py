"""What is done in Discord itself becomes a case, once, in the name of whoever was behind it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from shared.features.actions.model import Action, ActionKind, Outcome, Target, TargetKind
from shared.features.cases.model import CaseKind, CaseSource, CaseState, EndedBy, Named
from shared.features.cases.ports import Commit
from shared.features.cases.ports import Outcome as CommitOutcome
from shared.features.cases.service import MOST_AT_ONCE
from shared.features.timers.model import TimerKind
from shared.kernel.attribution import stamp
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import BOT, GUILD, a_batch_id, a_message
from tests.fakes.cases import FakeCases
from tests.fakes.clock import NOON
from tests.unit.shared.features.imports.deeds import (
    ADA,
    BEN,
    OTHER_BOT,
    Desk,
    a_ban_of,
    a_timeout,
    an_entry,
    roles_changed,
)

LATER = NOON + timedelta(hours=1)


def test_a_ban_in_discord_is_a_case_of_whoever_banned() -> None:
    desk = Desk()

    desk.import_(an_entry(22, reason="spam"), a_ban_of(BEN, "ben"))

    (case,) = desk.all
    assert (case.kind, case.source, case.state, case.reason) == (
        CaseKind.BAN,
        CaseSource.DISCORD,
        CaseState.DONE,
        "spam",
    )
    assert (case.user, case.moderator) == (Named(user_id=BEN, name="ben"), Named(user_id=ADA, name="ada"))
    assert case.at == NOON


@pytest.mark.parametrize(
    ("entry", "kind", "until"),
    [
        (an_entry(20), CaseKind.KICK, None),
        (an_entry(23), CaseKind.UNBAN, None),
        (a_timeout(LATER), CaseKind.TIMEOUT, LATER),
        (a_timeout(None), CaseKind.TIMEOUT_END, None),
        (a_timeout(NOON - timedelta(seconds=1)), CaseKind.TIMEOUT_END, None),
    ],
)
def test_each_kind_of_sanction_is_a_case_of_its_kind(entry: Event, kind: CaseKind, until: object) -> None:
    desk = Desk()

    desk.import_(entry)

    assert [(case.kind, case.expires_at) for case in desk.all] == [(kind, until)]


@pytest.mark.parametrize(
    "entry",
    [
        an_entry(24),
        an_entry(11),
        an_entry(73),
        roles_changed(given=[31]),
        a_message(),
        replace(an_entry(22), data=a_message().data),
    ],
)
def test_what_is_no_sanction_is_no_case(entry: Event) -> None:
    desk = Desk()

    assert desk.import_(entry) == 0

    assert desk.all == []


def test_the_person_behind_another_bot_is_the_moderator() -> None:
    desk = Desk()

    desk.import_(an_entry(22, by=OTHER_BOT, by_bot=True, reason=f"ada ({ADA}): spam"))

    (case,) = desk.all
    assert (case.moderator, case.reason) == (Named(user_id=ADA, name="ada"), "spam")
    assert case.details == {"bot_id": str(int(OTHER_BOT))}


def test_a_bot_that_names_nobody_is_the_moderator_itself() -> None:
    desk = Desk()

    desk.import_(an_entry(22, by=OTHER_BOT, by_bot=True, reason="automod: caps"))

    (case,) = desk.all
    assert (case.moderator, case.reason) == (Named(user_id=OTHER_BOT, name=str(int(OTHER_BOT))), "automod: caps")


def test_a_person_cannot_act_in_somebody_elses_name() -> None:
    desk = Desk()

    desk.import_(an_entry(22, by=BEN, target=ADA, reason=f"eve ({OTHER_BOT}), case 1: not me"))

    (case,) = desk.all
    assert (case.moderator and case.moderator.user_id, case.reason) == (BEN, f"eve ({OTHER_BOT}), case 1: not me")


def test_what_our_own_bot_did_makes_no_second_case() -> None:
    desk = Desk()
    ours = desk.opened(kind=CaseKind.BAN, source=CaseSource.WEB, state=CaseState.DONE)

    desk.import_(an_entry(22, by=BOT, reason=stamp("ada", ADA, ours.number) + ": spam"))
    desk.import_(an_entry(22, by=BOT, number=2, reason=stamp("ada", ADA, job_id="01J")))

    assert desk.all == [ours]


def test_a_case_that_nobody_lived_to_settle_is_settled_with_its_action() -> None:
    desk = Desk()
    ours = desk.opened(kind=CaseKind.BAN, source=CaseSource.WEB)
    action = Action(
        guild_id=GUILD,
        actor_id=ADA,
        case=ours.number,
        kind=ActionKind.BAN,
        target=Target(kind=TargetKind.USER, id=str(int(BEN))),
        id=a_batch_id(),
        at=NOON,
        request_id="r",
        outcome=Outcome.PENDING,
    )
    desk.actions.put(action)
    entry = an_entry(22, by=BOT, reason=stamp("ada", ADA, ours.number))

    desk.import_(entry)
    desk.import_(entry)

    (case,) = desk.all
    assert (case.state, case.action_id, case.revision) == (CaseState.DONE, action.id, 2)


def test_a_softban_is_settled_when_they_are_let_in_again() -> None:
    desk = Desk()
    ours = desk.opened(kind=CaseKind.SOFTBAN, source=CaseSource.WEB)

    desk.import_(an_entry(22, by=BOT, reason=stamp("ada", ADA, ours.number)))
    assert desk.all == [ours]
    desk.import_(an_entry(23, by=BOT, number=2, reason=stamp("ada", ADA, ours.number)))

    assert [case.state for case in desk.all] == [CaseState.DONE]


def test_a_stamp_settles_no_case_of_somebody_else() -> None:
    desk = Desk()
    ours = desk.opened(kind=CaseKind.BAN, source=CaseSource.WEB)

    desk.import_(an_entry(22, by=BOT, target=ADA, reason=stamp("ada", ADA, ours.number)))
    desk.import_(an_entry(22, by=BOT, number=2, reason=stamp("ada", ADA, 99)))

    assert desk.all == [ours]


def test_a_guild_that_wants_none_gets_none_and_its_clocks_know_all_the_same() -> None:
    desk = Desk()
    desk.wanted = False
    _set_timer(desk, TimerKind.BAN)

    desk.import_(an_entry(23, at=LATER))

    assert [case.source for case in desk.all] == [CaseSource.WEB]
    assert desk.timers.of_guild(GUILD) == []


@pytest.mark.parametrize("action", [22, 23])
def test_a_ban_that_somebody_else_lifts_or_makes_is_not_the_clocks_any_more(action: int) -> None:
    desk = Desk()
    _set_timer(desk, TimerKind.BAN)

    desk.import_(an_entry(action, at=LATER))

    assert desk.timers.of_guild(GUILD) == []
    assert desk.all[0].ending is not None
    assert desk.all[0].ending.why is (EndedBy.LIFTED if action == 23 else EndedBy.SUPERSEDED)
    assert desk.all[0].ending.case == 2


def test_a_role_that_somebody_takes_is_not_the_clocks_and_another_ones_stays() -> None:
    desk = Desk()
    _set_timer(desk, TimerKind.ROLE_GIVEN, role_id=31)
    _set_timer(desk, TimerKind.ROLE_GIVEN, role_id=32)

    desk.import_(roles_changed(taken=[31], at=LATER))

    assert [timer.role_id for timer in desk.timers.of_guild(GUILD)] == [32]


def test_what_was_done_before_a_timer_was_set_leaves_it_alone() -> None:
    desk = Desk()
    _set_timer(desk, TimerKind.BAN)

    desk.import_(an_entry(22, at=NOON - timedelta(minutes=5)))

    assert len(desk.timers.of_guild(GUILD)) == 1


def test_an_unban_in_discord_ends_the_case_of_the_ban() -> None:
    desk = Desk()
    ban = desk.opened(kind=CaseKind.BAN, source=CaseSource.WEB, state=CaseState.DONE)

    desk.import_(an_entry(23, at=LATER))

    ended = desk.all[0].ending
    assert ended is not None
    assert (ban.number, ended.why, ended.by and ended.by.user_id, ended.case) == (1, EndedBy.LIFTED, ADA, 2)


def _set_timer(desk: Desk, kind: TimerKind, role_id: int | None = None) -> None:
    case = desk.opened(
        kind=CaseKind.BAN if kind is TimerKind.BAN else CaseKind.ROLES_GIVE,
        source=CaseSource.WEB,
        state=CaseState.DONE,
    )
    role = None if role_id is None else Snowflake(role_id)
    desk.timers.set(GUILD, kind, BEN, role, LATER + timedelta(days=1), case.number, Named(user_id=ADA, name="ada"))


class _Dying(FakeCases):
    """A store that stops answering after so many commits, once."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None

    def commit(self, commit: Commit) -> CommitOutcome:
        if self.left == 0:
            self.left = None
            raise StoreUnavailableError
        if self.left is not None:
            self.left -= 1
        return super().commit(commit)


@settings(max_examples=60)
@given(
    kinds=st.lists(st.sampled_from([20, 22, 23]), min_size=1, max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=6),
    dies_at=st.lists(st.integers(0, 8), max_size=6),
    data=st.data(),
)
def test_each_entry_is_one_case_however_batches_overlap_come_again_or_are_left_half_done(
    kinds: list[int], cuts: list[int], dies_at: list[int], data: st.DataObject
) -> None:
    desk = Desk()
    store = _Dying()
    desk.store = store
    desk.cases._store = store
    entries = [
        an_entry(kind, number=number, target=500 + number % 7, at=NOON + timedelta(seconds=number))
        for number, kind in enumerate(kinds)
    ]
    batches = [entries[max(0, cut - 3) : cut + 20] for cut in cuts] + [entries]
    batches += data.draw(st.lists(st.sampled_from(batches), max_size=3))

    for batch in batches:
        store.left = dies_at.pop() if dies_at else None
        while True:  # as the worker sends it again until it is acknowledged
            try:
                desk.import_(*batch)
            except StoreUnavailableError:
                continue
            break

    assert len(desk.all) == len(entries)
    assert {case.audit_entry_id for case in desk.all} == {_entry_id(entry) for entry in entries}
    assert [case.number for case in desk.all] == list(range(1, len(entries) + 1))


def _entry_id(entry: Event) -> Snowflake:
    return Snowflake(int(str(asdict(entry)["data"], "utf-8").split('"entry_id":"')[1].split('"')[0]))


def test_a_batch_whose_time_is_up_goes_on_where_it_stopped() -> None:
    desk = Desk()
    entries = [an_entry(22, number=number, target=500 + number) for number in range(70)]
    steps = iter([None, None, StoreUnavailableError])

    def go_on() -> None:
        error = next(steps)
        if error is not None:
            raise error

    with pytest.raises(StoreUnavailableError):
        desk.import_(*entries, go_on=go_on)
    before = len(desk.all)
    desk.import_(*entries)

    assert (before, len(desk.all)) == (2 * MOST_AT_ONCE, 70)


def test_a_reason_of_discord_turns_no_direction() -> None:
    desk = Desk()

    desk.import_(an_entry(22, reason="sp\u202eam\u0000\u2066"), an_entry(22, number=2, target=501, reason="\u202e"))

    assert [case.reason for case in desk.all] == ["spam", None]
