"""Cases are numbered, changed only in ways that make sense, and change once for a key."""

import pytest

from shared.features.cases.changes import (
    AppealAnswered,
    Appealed,
    Deleted,
    Edited,
    Ended,
    NoteAdded,
    NoteEdited,
    NoteRemoved,
    Restored,
    Settled,
)
from shared.features.cases.model import AppealState, CaseKind, CaseNote, CaseState, EndedBy, Ending
from shared.features.cases.query import CaseQuery
from shared.kernel.errors import ConflictError, InvalidInputError, NotFoundError, StaleViewError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, BRUNO, MALLORY, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import NOON, FakeClock

NOTE = CaseNote(id="01", at=NOON, author=ADA, text="look again", hidden=True)


def test_cases_are_numbered_from_one_by_guild() -> None:
    cases = a_case_service()

    numbers = [cases.open(a_new_case()).number for _ in range(3)]
    elsewhere = cases.open(a_new_case(guild_id=Snowflake(GUILD + 1))).number

    assert numbers == [1, 2, 3]
    assert elsewhere == 1


def test_a_key_opens_one_case_however_often_it_comes() -> None:
    cases = a_case_service()

    first = cases.open(a_new_case(reason="first"), key="interaction:1")
    again = cases.open(a_new_case(reason="second"), key="interaction:1")

    assert again == first == cases.by_key(GUILD, "interaction:1")
    assert cases.by_key(GUILD, "interaction:2") is None


def test_of_many_only_those_are_opened_that_were_not() -> None:
    store = FakeCases()
    cases = a_case_service(store)
    cases.open(a_new_case(), key="job:1:6")

    opened = cases.open_many([(a_new_case(), f"job:1:{user}") for user in (5, 6, 7)])

    assert [case.number for case in opened] == [2, 1, 3]
    assert store.commits == 2


def test_a_case_is_settled_once() -> None:
    cases = a_case_service()
    case = cases.open(a_new_case(state=CaseState.PENDING, details={"before": "a", "nick": "b"}))

    done = cases.change(
        GUILD, case.number, Settled(state=CaseState.DONE, action_id="01A", details={"before": "c"}), None
    )

    assert (done.state, done.action_id, done.details) == (CaseState.DONE, "01A", {"before": "c", "nick": "b"})
    assert (done.revision, done.entries) == (2, [1, 2])
    for other in (Settled(state=CaseState.FAILED), Settled(state=CaseState.DONE, action_id="01B")):
        with pytest.raises(ConflictError):
            cases.change(GUILD, case.number, other, None)


def test_who_did_it_and_who_read_of_it_both_say_that_it_was_done() -> None:
    cases = a_case_service()
    case = cases.open(a_new_case(state=CaseState.PENDING))
    read = Settled(state=CaseState.DONE, audit_entry_id=Snowflake(7))
    cases.change(GUILD, case.number, read, None)

    done = cases.change(
        GUILD, case.number, Settled(state=CaseState.DONE, action_id="01A", details={"notified": True}), None
    )

    assert (done.action_id, done.audit_entry_id, done.details) == ("01A", 7, {"notified": True})


def test_a_change_with_a_used_key_changes_nothing() -> None:
    cases = a_case_service()
    case = cases.open(a_new_case(), key="timer:1")
    ended = Ended(ending=Ending(at=NOON, why=EndedBy.EXPIRED))

    first = cases.change(GUILD, case.number, ended, None, key="timer:1")
    again = cases.change(GUILD, case.number, ended, None, key="timer:1")

    assert again == first
    assert first.revision == 2
    with pytest.raises(ConflictError):
        cases.change(GUILD, case.number, ended, None, key="timer:2")


def test_who_saw_another_revision_changes_nothing() -> None:
    cases = a_case_service()
    case = cases.open(a_new_case())
    cases.change(GUILD, case.number, Edited(reason="insults"), ADA, revision=1)

    with pytest.raises(StaleViewError):
        cases.change(GUILD, case.number, Edited(reason="nothing"), BRUNO, revision=1)

    assert cases.get(GUILD, case.number).reason == "insults"


def test_what_is_not_there_is_not_found() -> None:
    cases = a_case_service()
    cases.open(a_new_case())

    with pytest.raises(NotFoundError):
        cases.get(GUILD, 2)
    with pytest.raises(NotFoundError):
        cases.change(GUILD, 2, Deleted(), ADA)
    with pytest.raises(NotFoundError):
        cases.change(GUILD, 1, NoteRemoved(id="01"), ADA)
    with pytest.raises(NotFoundError):
        cases.change(GUILD, 1, Edited(links=[7]), ADA)


def test_notes_are_added_edited_and_removed() -> None:
    clock = FakeClock()
    cases = a_case_service(clock=clock)
    cases.open(a_new_case())

    added = cases.change(GUILD, 1, NoteAdded(note=NOTE), ADA)
    clock.pass_time(hours=1)
    edited = cases.change(GUILD, 1, NoteEdited(id="01", text="all is well", hidden=False), ADA)
    removed = cases.change(GUILD, 1, NoteRemoved(id="01"), ADA)

    assert added.notes == [NOTE]
    assert (edited.notes[0].text, edited.notes[0].hidden, edited.notes[0].edited_at) == ("all is well", False, clock())
    assert removed.notes == []


def test_links_go_both_ways_and_both_histories_tell() -> None:
    cases = a_case_service()
    for _ in range(3):
        cases.open(a_new_case())

    cases.change(GUILD, 1, Edited(links=[2, 3, 1]), ADA)
    cases.change(GUILD, 3, Edited(links=[]), BRUNO)

    assert [cases.get(GUILD, number).links for number in (1, 2, 3)] == [[2], [1], []]
    assert [(entry.what, entry.by) for entry in cases.history(GUILD, 3)] == [
        ("opened", ADA),
        ("edited", ADA),
        ("edited", BRUNO),
    ]


def test_more_links_than_a_transaction_holds_are_refused() -> None:
    cases = a_case_service()
    for _ in range(25):
        cases.open(a_new_case())

    with pytest.raises(InvalidInputError):
        cases.change(GUILD, 1, Edited(links=list(range(2, 26))), ADA)


def test_what_is_in_the_bin_is_changed_only_by_taking_it_out() -> None:
    cases = a_case_service()
    cases.open(a_new_case())
    cases.change(GUILD, 1, Deleted(), ADA)

    with pytest.raises(ConflictError):
        cases.change(GUILD, 1, Edited(reason="x"), ADA)
    restored = cases.change(GUILD, 1, Restored(), ADA)

    assert restored.deleted_at is None
    with pytest.raises(ConflictError):
        cases.change(GUILD, 1, Restored(), ADA)


def test_a_case_is_appealed_once_and_answered_once() -> None:
    cases = a_case_service()
    cases.open(a_new_case())
    answer = AppealAnswered(state=AppealState.ACCEPTED, answer="fine")

    with pytest.raises(ConflictError):
        cases.change(GUILD, 1, answer, ADA)
    cases.change(GUILD, 1, Appealed(text="sorry"), MALLORY)
    with pytest.raises(ConflictError):
        cases.change(GUILD, 1, Appealed(text="please"), MALLORY)
    answered = cases.change(GUILD, 1, answer, ADA)

    assert answered.appeal
    assert (answered.appeal.state, answered.appeal.answered_by) == (AppealState.ACCEPTED, ADA)
    with pytest.raises(ConflictError):
        cases.change(GUILD, 1, answer, ADA)


def test_the_cases_of_a_user_come_newest_first_without_deleted_ones() -> None:
    clock = FakeClock()
    cases = a_case_service(clock=clock)
    for _ in range(3):
        cases.open(a_new_case(at=clock()))
        cases.open(a_new_case(at=clock(), user=BRUNO))
        clock.pass_time(days=1)
    cases.change(GUILD, 3, Deleted(), ADA)

    found = cases.of_user(GUILD, MALLORY.user_id)
    lately = cases.of_user(GUILD, MALLORY.user_id, since=NOON.replace(day=2))

    assert [case.number for case in found] == [5, 1]
    assert [case.number for case in lately] == [5]


def test_counts_leave_out_what_is_in_the_bin() -> None:
    cases = a_case_service()
    for kind in (CaseKind.WARN, CaseKind.WARN, CaseKind.BAN):
        cases.open(a_new_case(kind=kind))
    cases.change(GUILD, 1, Deleted(), BRUNO)

    page = cases.search(GUILD, CaseQuery(), None, 10)

    assert page.total == 2
    assert page.facets
    assert page.facets.kinds == {CaseKind.WARN: 1, CaseKind.BAN: 1}
    assert [(each.moderator, each.cases) for each in page.facets.moderators] == [(ADA, 2)]
    assert cases.search(GUILD, CaseQuery(bin=True), None, 10).total == 1
