"""An undo is one: whoever dies in it, loses its answer, or comes second."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.actions.model import Action, ActionKind, Outcome
from shared.features.actions.service import ActionLog
from shared.features.cases.model import CaseKind, CaseSource, CaseState, EndedBy
from shared.features.enforcement.model import NickAct, RolesGiveAct, RolesTakeAct, TimeoutAct, TimeoutEndAct
from shared.features.notices.model import Notice
from shared.features.snapshots.refusals import Refusal
from shared.features.undo.ports import CarriedOut, Plan
from shared.features.undo.rules.members import MemberFacts, MemberInverse
from shared.features.undo.service import LONGEST_UNDO, UndoService
from shared.features.undo.users import act_of, body_of
from shared.kernel.errors import (
    AlreadyUndoneError,
    ChangedSinceError,
    DiscordUnavailableError,
    NotUndoableError,
    StoreUnavailableError,
)
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeTopic
from tests.factories.cases import a_new_case
from tests.factories.events import GUILD, a_batch_id
from tests.fakes.actions import FakeActions
from tests.fakes.cases import a_case_service
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.notices import FakeNotices
from tests.unit.shared.features.undo.worlds import ADA, BEN, an_action

AUTHOR = Author(user_id=ADA, guild_id=GUILD, name="ada")


class Undoing:
    """Undoes by way of the log, as every service does; `carry_out` is what Discord does then."""

    def __init__(self, log: ActionLog) -> None:
        self._log = log
        self.carry_out: Callable[[], None] = lambda: None
        self.refuse: Exception | None = None
        self.case: int | None = None
        self.done = 0

    def plan(self, author: Author, action: Action, now: datetime) -> Plan:
        del author, now
        if self.refuse is not None:
            raise self.refuse
        return _Plan(self, self._log, action)


class _Plan:
    def __init__(self, undoing: Undoing, log: ActionLog, action: Action) -> None:
        self._undoing = undoing
        self._log = log
        self._action = action
        self.now: dict[str, Any] = {"nick": "after"}
        self.then: dict[str, Any] = {"nick": None}

    def refusal(self) -> Refusal | None:
        return None

    def carry_out(self, author: Author, key: str) -> CarriedOut:
        assert key
        with self._log.recorded(author.intends(ActionKind.MEMBER_EDIT, self._action.target)):
            self._undoing.carry_out()
            self._undoing.done += 1
        return CarriedOut(case=self._undoing.case)


class Hall:
    def __init__(self) -> None:
        self.clock, self.actions, self.notices = FakeClock(), FakeActions(), FakeNotices()
        self._entropy = 0
        self.undoing = Undoing(ActionLog(self.actions, self.clock, self._next))
        self.cases = a_case_service(clock=self.clock)
        self.service = UndoService(
            self.actions,
            {ActionKind.MEMBER_EDIT: self.undoing},
            lambda: self.cases,
            lambda: self.notices,
            lambda _: "ada",
            self.clock,
        )
        self.action = self.store()

    def store(self, **fields: Any) -> Action:
        action = an_action(ActionKind.MEMBER_EDIT, before={"nick": None}, after={"nick": "after"}, **fields)
        self.actions.put(action)
        return action

    def with_case(self) -> int:
        case = self.cases.open(a_new_case(kind=CaseKind.NICK))
        self.action = self.store(case=case.number)
        return case.number

    def undo(self) -> Action:
        return self.service.undo(AUTHOR, self.service.find(GUILD, self.action.id))

    def _next(self) -> int:
        self._entropy += 1
        return self._entropy


def test_what_undid_it_is_told_and_named_in_the_action() -> None:
    hall = Hall()

    undoing = hall.undo()

    assert (undoing.undoes, undoing.outcome) == (hall.action.id, Outcome.DONE)
    assert hall.service.find(GUILD, hall.action.id).undone_by == undoing.id
    assert hall.notices.told == [(GUILD, Notice(topic=NoticeTopic.ACTION, id=hall.action.id))]


def test_a_second_undo_is_refused_and_does_nothing() -> None:
    hall = Hall()
    hall.undo()

    with pytest.raises(AlreadyUndoneError):
        hall.undo()

    assert hall.undoing.done == 1


def test_two_at_once_undo_once() -> None:
    hall = Hall()
    other = hall.service.find(GUILD, hall.action.id)

    def meanwhile() -> None:
        hall.undoing.carry_out = lambda: None
        with pytest.raises(AlreadyUndoneError):
            hall.service.undo(AUTHOR, other)

    hall.undoing.carry_out = meanwhile
    hall.undo()

    assert hall.undoing.done == 1


def test_an_undo_whose_answer_was_lost_may_be_tried_again() -> None:
    hall = Hall()

    def lose() -> None:
        raise DiscordUnavailableError

    hall.undoing.carry_out = lose
    with pytest.raises(DiscordUnavailableError):
        hall.undo()
    hall.undoing.carry_out = lambda: None

    hall.undo()

    assert hall.undoing.done == 1


@pytest.mark.parametrize("is_recorded", [True, False])
def test_whoever_died_while_undoing_keeps_nobody_from_it_for_long(is_recorded: bool) -> None:
    hall = Hall()
    dead = a_batch_id(int(NOON.timestamp() * 1000) + 1)
    if is_recorded:
        hall.actions.put(replace(hall.action, id=dead, at=NOON, outcome=Outcome.PENDING, undoes=hall.action.id))
    hall.actions.mark_undone(GUILD, hall.action.id, dead)

    if is_recorded:
        with pytest.raises(AlreadyUndoneError):
            hall.undo()
    hall.clock.pass_time(seconds=LONGEST_UNDO.total_seconds() + 1)

    assert hall.undo().id != dead


def test_the_case_of_what_was_undone_is_over() -> None:
    hall = Hall()
    number = hall.with_case()
    hall.undoing.case = hall.cases.open(a_new_case(kind=CaseKind.NICK)).number

    hall.undo()

    ending = hall.cases.get(GUILD, number).ending
    assert ending is not None
    assert (ending.why, ending.by and ending.by.user_id, ending.case) == (EndedBy.UNDONE, ADA, hall.undoing.case)


def test_a_case_that_cannot_be_ended_leaves_the_undo_done(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall()
    hall.with_case()

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(hall.cases, "change", away)

    assert hall.undo().outcome is Outcome.DONE


@pytest.mark.parametrize(
    "error", [ChangedSinceError(details={"changed": {}}), NotUndoableError(details={"why": "over"})]
)
def test_a_preview_says_what_stands_in_the_way(error: ChangedSinceError | NotUndoableError) -> None:
    hall = Hall()
    hall.undoing.refuse = error

    shown = hall.service.preview(AUTHOR, hall.action)

    assert shown.refusal is not None
    assert (shown.refusal.code, shown.refusal.details) == (error.code, error.details)


def test_a_preview_of_what_can_be_undone_shows_it() -> None:
    hall = Hall()

    shown = hall.service.preview(AUTHOR, hall.action)

    assert (shown.now, shown.then, shown.refusal) == ({"nick": "after"}, {"nick": None}, None)
    assert hall.actions.find(GUILD, hall.action.id).undone_by is None


ROLE = Snowflake(31)
LATER = NOON + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("wanted", "act"),
    [
        (MemberInverse(nick="old"), NickAct(user_id=BEN, nick="old")),
        (MemberInverse(nick=None), NickAct(user_id=BEN, nick=None)),
        (MemberInverse(gives=frozenset({ROLE})), RolesGiveAct(user_id=BEN, role_ids=[ROLE])),
        (MemberInverse(takes=frozenset({ROLE})), RolesTakeAct(user_id=BEN, role_ids=[ROLE])),
        (MemberInverse(timed_out_until=None), TimeoutEndAct(user_id=BEN)),
        (MemberInverse(timed_out_until=LATER), TimeoutAct(user_id=BEN, seconds=5400)),
        (MemberInverse(nick=None, timed_out_until=None), None),
    ],
)
def test_what_one_act_can_do_is_that_act(wanted: MemberInverse, act: object) -> None:
    assert act_of(BEN, wanted, NOON) == act


def test_what_takes_several_acts_is_one_change_of_the_member() -> None:
    member = MemberFacts(nick="after", role_ids=frozenset({ROLE}), timed_out_until=None)

    body = body_of(member, MemberInverse(nick=None, gives=frozenset({Snowflake(32)})))

    assert (body.nick, body.role_ids, body.timed_out_until) == (None, [31, 32], UNSET)


def test_a_case_that_was_left_pending_is_no_reason_to_wait() -> None:
    hall = Hall()
    number = hall.cases.open(a_new_case(state=CaseState.PENDING, source=CaseSource.WEB)).number
    hall.action = hall.store(case=number)

    assert hall.undo().outcome is Outcome.DONE
