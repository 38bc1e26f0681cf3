"""Cases to take away: as JSON, or as rows for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from shared.features.cases.model import Case, Named
from shared.features.cases.query import CaseQuery
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from shared.features.cases.service import CaseService

CASES_PER_PAGE: Final = 1_000
CASES_PER_READ: Final = 100
MOST_BYTES: Final = 3_000_000  # of a page: a function answers with 6 MB at most

COLUMNS: Final = (
    "number", "at", "kind", "state", "source", "user_id", "user_name", "moderator_id", "moderator_name", "reason",
    "hidden", "expires_at", "ended_at", "ended_because", "appeal", "links", "notes", "evidence", "deleted_at",
)  # fmt: skip


class ExportFormat(StrEnum):
    CSV = "csv"
    JSON = "json"


class ExportPage(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a file: `rows` of CSV (the first piece with the columns' names), or `items`, to be put together."""

    rows: str | None
    items: list[Case] | None
    next_cursor: str | None


def export_page(
    cases: "CaseService", guild_id: Snowflake, query: CaseQuery, format_: ExportFormat, cursor: str | None
) -> ExportPage:
    """Return up to 1,000 of the cases that a query finds, and where the next page begins."""
    items: list[Case] = []
    following, left = cursor, MOST_BYTES
    for _ in range(CASES_PER_PAGE // CASES_PER_READ):
        page = cases.search(guild_id, query, following, CASES_PER_READ)
        items += page.items
        following = page.next_cursor
        left -= sum(len(json.encode(case)) for case in page.items)
        if following is None or left < 0:
            break
    is_json = format_ is ExportFormat.JSON
    rows = None if is_json else csv_of(items, named=cursor is None)
    return ExportPage(rows=rows, items=items if is_json else None, next_cursor=following)


def csv_of(cases: Sequence[Case], *, named: bool) -> str:
    """Return rows in which no cell is a formula, whatever a moderator or a member wrote (owasp.org: CSV Injection)."""
    written = io.StringIO()
    writer = csv.writer(written)
    if named:
        writer.writerow(COLUMNS)
    writer.writerows([inert(cell) for cell in _cells(case)] for case in cases)
    return written.getvalue()


def inert(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text."""
    return f"'{cell}" if cell.lstrip().startswith(_ACTIVE) or cell.startswith(("\t", "\r", "\n")) else cell


_ACTIVE: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and as wide letters


def _cells(case: Case) -> list[str]:
    ending, appeal = case.ending, case.appeal
    notes = "\n".join(f"{note.author.name}: {note.text}" for note in case.notes)
    return [
        *(str(case.number), case.at.isoformat(), case.kind, case.state, case.source),
        *_who(case.user),
        *_who(case.moderator),
        case.reason or "",
        str(case.hidden).lower(),
        case.expires_at.isoformat() if case.expires_at else "",
        ending.at.isoformat() if ending else "",
        ending.why if ending else "",
        appeal.state if appeal else "",
        " ".join(map(str, case.links)),
        notes,
        str(len(case.evidence)),
        case.deleted_at.isoformat() if case.deleted_at else "",
    ]


def _who(who: Named | None) -> tuple[str, str]:
    return (str(who.user_id), who.name) if who else ("", "")
