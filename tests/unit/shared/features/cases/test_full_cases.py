"""A case that moderators have filled goes on: what must happen to it happens, and lists of such cases are answered."""

from contextlib import suppress

from shared.features.cases.changes import (
    AppealAnswered,
    Appealed,
    CaseChange,
    Deleted,
    Ended,
    EvidenceAdded,
    NoteAdded,
    NoteEdited,
    NoteRemoved,
    Settled,
)
from shared.features.cases.export import MOST_BYTES, ExportFormat, export_page
from shared.features.cases.items import case_item
from shared.features.cases.model import (
    MAX_NOTE,
    AppealState,
    Case,
    CaseNote,
    CaseState,
    EndedBy,
    Ending,
    Evidence,
    EvidenceKind,
)
from shared.features.cases.query import CasePage, CaseQuery
from shared.features.cases.rules import MAX_ENTRIES
from shared.features.cases.service import MOST_PAGE_BYTES, CaseService
from shared.kernel import json
from shared.kernel.errors import ConflictError
from tests.factories.cases import ADA, BRUNO, MALLORY, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import NOON

MOST_OF_AN_ITEM = 400 * 1024  # bytes; docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
LAMBDA_BYTES = 6_000_000


def fill(cases: CaseService, number: int) -> Case:
    """Add what moderators may, of letters of four bytes, until there is no more room."""
    for place in range(10):
        about = Evidence(id=f"E{place}", kind=EvidenceKind.LINK, at=NOON, author=ADA, title="é" * 100, url="u" * 1_000)
        cases.change(GUILD, number, EvidenceAdded(evidence=about), ADA)
    for place in range(101):
        note = CaseNote(id=f"N{place}", at=NOON, author=ADA, text="\U0001f525" * MAX_NOTE, hidden=True)
        try:
            cases.change(GUILD, number, NoteAdded(note=note), ADA)
        except ConflictError:
            return cases.get(GUILD, number)
    raise AssertionError("it was never full")


def test_what_must_happen_to_a_full_case_happens_and_fits_into_an_item() -> None:
    store = FakeCases()
    cases = a_case_service(store)
    cases.open(a_new_case(state=CaseState.PENDING))
    fill(cases, 1)
    must: list[CaseChange] = [
        Settled(state=CaseState.DONE),
        Appealed(text="\U0001f525" * 2_000),
        AppealAnswered(state=AppealState.REJECTED, answer="\U0001f525" * 2_000),
        Ended(ending=Ending(at=NOON, why=EndedBy.LIFTED, by=BRUNO)),
        Deleted(),
    ]

    for change in must:
        cases.change(GUILD, 1, change, BRUNO)
    erased = cases.erase_person(GUILD, 1, ADA.user_id)

    case = cases.get(GUILD, 1)
    assert erased
    assert case.deleted_at is not None
    assert {note.author.name for note in case.notes} == {"erased"}
    assert len(case_item(case)["case"]["S"].encode()) < MOST_OF_AN_ITEM


def test_a_full_case_can_be_made_lighter() -> None:
    cases = a_case_service()
    cases.open(a_new_case())
    full = fill(cases, 1)

    cases.change(GUILD, 1, NoteRemoved(id=full.notes[0].id), ADA)

    assert len(cases.get(GUILD, 1).notes) == len(full.notes) - 1


def test_a_page_of_full_cases_is_shorter_and_none_is_left_out() -> None:
    cases = a_case_service()
    for number in range(1, 6):
        cases.open(a_new_case())
        fill(cases, number)

    pages: list[CasePage] = []
    cursor = None
    while not pages or cursor:
        page = cases.search(GUILD, CaseQuery(user_id=MALLORY.user_id), cursor, 100)
        pages.append(page)
        cursor = page.next_cursor

    assert [case.number for page in pages for case in page.items] == [5, 4, 3, 2, 1]
    assert max(len(json.encode(page)) for page in pages) < MOST_PAGE_BYTES * 1.1
    assert {page.total for page in pages} == {None}
    exported = export_page(cases, GUILD, CaseQuery(), ExportFormat.JSON, None)
    assert len(json.encode(exported)) < MOST_BYTES + MOST_PAGE_BYTES * 1.1 < LAMBDA_BYTES


def test_a_note_that_is_rewritten_for_ever_leaves_a_history_that_can_be_read() -> None:
    cases = a_case_service()
    cases.open(a_new_case())
    note = CaseNote(id="N", at=NOON, author=ADA, text="\U0001f525" * MAX_NOTE, hidden=True)
    cases.change(GUILD, 1, NoteAdded(note=note), ADA)

    rewritten = 0
    with suppress(ConflictError):
        for rewritten in range(2 * MAX_ENTRIES):
            cases.change(GUILD, 1, NoteEdited(id="N", text="\U0001f525" * MAX_NOTE, hidden=bool(rewritten % 2)), ADA)

    assert rewritten == MAX_ENTRIES - 2
    assert len(json.encode(cases.history(GUILD, 1))) < LAMBDA_BYTES
    assert cases.change(GUILD, 1, Deleted(), ADA).deleted_at is not None
    assert cases.erase_person(GUILD, 1, ADA.user_id)
