"""What moderators write into cases: not about themselves, and nothing that looks like something else."""

import itertools

import pytest

from shared.features.cases.editing import CaseDesk, CaseEdit, NewNote, NoteEdit
from shared.features.cases.service import CaseService
from shared.kernel.errors import ConflictError, InvalidInputError
from tests.factories.cases import ADA, MALLORY, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import a_case_service
from tests.fakes.clock import NOON, FakeClock


def a_desk(cases: CaseService) -> CaseDesk:
    return CaseDesk(cases, FakeClock(), itertools.count(1).__next__)


def test_nobody_changes_what_a_case_about_themselves_says() -> None:
    cases = a_case_service()
    cases.open(a_new_case())
    desk = a_desk(cases)
    note = desk.add_note(GUILD, 1, NewNote(text="he did it again"), ADA).notes[0]
    before = cases.get(GUILD, 1)

    for attempt in (
        lambda: desk.edit(GUILD, 1, CaseEdit(reason="nothing"), MALLORY, lambda _: None),
        lambda: desk.edit(GUILD, 1, CaseEdit(expires_at=NOON), MALLORY, lambda _: None),
        lambda: desk.delete(GUILD, 1, MALLORY, lambda _: None),
        lambda: desk.edit_note(GUILD, 1, note.id, NoteEdit(text="he did not"), MALLORY, lambda _: None),
        lambda: desk.remove_note(GUILD, 1, note.id, MALLORY),
    ):
        with pytest.raises(ConflictError):
            attempt()

    assert cases.get(GUILD, 1) == before
    assert desk.add_note(GUILD, 1, NewNote(text="it was my brother"), MALLORY).revision == before.revision + 1


def test_what_turns_the_direction_or_is_not_seen_is_left_out() -> None:
    cases = a_case_service()
    cases.open(a_new_case())
    desk = a_desk(cases)

    case = desk.edit(GUILD, 1, CaseEdit(reason="spam\u202eeno\u0000\r\nagain "), ADA, lambda _: None)
    noted = desk.add_note(GUILD, 1, NewNote(text="\u2066he did\u2028it"), ADA).notes[0]

    assert case.reason == "spameno\nagain"
    assert noted.text == "he did\nit"
    assert desk.edit(GUILD, 1, CaseEdit(reason=" \u202e "), ADA, lambda _: None).reason is None
    with pytest.raises(InvalidInputError):
        desk.add_note(GUILD, 1, NewNote(text="\u202e"), ADA)
    with pytest.raises(InvalidInputError):
        desk.edit_note(GUILD, 1, noted.id, NoteEdit(text="\u0007"), ADA, lambda _: None)
