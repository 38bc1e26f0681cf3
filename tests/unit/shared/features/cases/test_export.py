"""Whatever anybody wrote, a spreadsheet shows it and runs none of it."""

import csv
import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.cases import export
from shared.features.cases.changes import Deleted
from shared.features.cases.export import COLUMNS, ExportFormat, csv_of, export_page, inert
from shared.features.cases.model import Named
from shared.features.cases.query import CaseQuery
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import a_case_service
from tests.fakes.clock import NOON

ACTIVE = "=+-@\t\r"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(ACTIVE + " \"',;\n＝＠"))))
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert not inert(text).lstrip(" ").startswith((*ACTIVE, "＝", "＠"))
    assert inert(text).removeprefix("'") == text or inert(text) == text


@given(st.text(max_size=50), st.text(max_size=50))
def test_what_was_written_is_read_from_the_rows(name: str, reason: str) -> None:
    cases = a_case_service()
    case = cases.open(a_new_case(user=Named(user_id=Snowflake(9), name=name), reason=reason))

    header, row = csv.reader(io.StringIO(csv_of([case], named=True), newline=""))

    assert tuple(header) == COLUMNS
    assert (row[COLUMNS.index("user_name")], row[COLUMNS.index("reason")]) == (inert(name), inert(reason))


def test_pieces_make_up_the_whole_without_what_is_in_the_bin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "CASES_PER_PAGE", 20)
    monkeypatch.setattr(export, "CASES_PER_READ", 10)
    cases = a_case_service()
    for day in range(45):
        cases.open(a_new_case(at=NOON + timedelta(days=day)))
    cases.change(GUILD, 7, Deleted(), ADA)

    pieces, cursor = [], None
    while True:
        page = export_page(cases, GUILD, CaseQuery(), ExportFormat.JSON, cursor)
        pieces.append([case.number for case in page.items or []])
        cursor = page.next_cursor
        if cursor is None:
            break

    assert [len(piece) for piece in pieces] == [20, 20, 4]
    assert [number for piece in pieces for number in piece] == [each for each in range(45, 0, -1) if each != 7]


def test_a_piece_ends_where_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_BYTES", 1_000)
    monkeypatch.setattr(export, "CASES_PER_READ", 10)
    cases = a_case_service()
    for _ in range(45):
        cases.open(a_new_case())

    page = export_page(cases, GUILD, CaseQuery(), ExportFormat.CSV, None)

    assert len((page.rows or "").splitlines()) == 11
    assert page.next_cursor is not None
