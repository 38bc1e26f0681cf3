"""A guild's cases: found, read, edited by hand, taken away, and checked."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.cases.editing import CaseEdit, NewNote, NoteEdit
from shared.features.cases.export import ExportFormat, ExportPage, export_page
from shared.features.cases.model import Case, Named, Number
from shared.features.cases.query import CaseHistory, CasePage, CaseQuery
from shared.features.cases.verification import Verification
from shared.features.logins.names import name_in
from shared.kernel.errors import ConflictError, NotFoundError, StaleViewError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import LENGTH

routes = Routes("cases")

_CASES: Final = "/api/guilds/{guild_id}/cases"
_CASE: Final = f"{_CASES}/{{number}}"
_NOTE: Final = f"{_CASE}/notes/{{note_id}}"
_ERRORS: Final = (NotFoundError, ConflictError, StaleViewError)

Cursor = Annotated[str, msgspec.Meta(max_length=200, description="A page's `next_cursor`")]


class CasePath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    number: Number


class NotePath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    number: Number
    note_id: Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}$")]


class CasesQuery(CaseQuery, frozen=True, kw_only=True):
    cursor: Cursor | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class ExportQuery(CaseQuery, frozen=True, kw_only=True):
    format: ExportFormat = ExportFormat.JSON
    cursor: Cursor | None = None


class VerifyQuery(msgspec.Struct, frozen=True, kw_only=True):
    cursor: Cursor | None = None


@routes.route("GET", _CASES, access=Access.GUILD, needs=GuildPermission.MODERATE)
def list_cases(call: Call, path: GuildPath, query: CasesQuery) -> CasePage:
    """Find cases, the highest number first; all that is given must hold."""
    return call.services.casework.cases.search(path.guild_id, _asked(query), query.cursor, query.limit)


@routes.route("GET", f"{_CASES}/export", access=Access.GUILD, needs=GuildPermission.MODERATE)
def export_cases(call: Call, path: GuildPath, query: ExportQuery) -> ExportPage:
    """Take away what a query finds, in pieces of up to 1,000 cases; what is in the recycle bin only where asked for."""
    return export_page(call.services.casework.cases, path.guild_id, _asked(query), query.format, query.cursor)


@routes.route("GET", f"{_CASES}/verify", access=Access.GUILD, needs=GuildPermission.MODERATE)
def verify_cases(call: Call, path: GuildPath, query: VerifyQuery) -> Verification:
    """Check, page by page, that the log is as it was written and the cases are what it says."""
    return call.services.casework.case_verifier.page(path.guild_id, query.cursor)


@routes.route("GET", _CASE, access=Access.GUILD, needs=GuildPermission.MODERATE, errors=(NotFoundError,))
def read_case(call: Call, path: CasePath) -> Case:
    """Read a case, one in the recycle bin included."""
    return call.services.casework.cases.get(path.guild_id, path.number)


@routes.route("PATCH", _CASE, access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=_ERRORS)
def edit_case(call: Call, path: CasePath, body: CaseEdit) -> Case:
    """Change what a case says; its history keeps what it said before. Links go both ways."""
    desk = call.services.casework.case_desk
    return desk.edit(path.guild_id, path.number, body, _by(call), unchanged_for(call))


@routes.route(
    "DELETE", _CASE, access=Access.GUILD, needs=GuildPermission.MODERATE, status=204, once=True, errors=_ERRORS
)
def delete_case(call: Call, path: CasePath) -> None:
    """Put a case into the recycle bin: it counts no more, and can be taken out again."""
    call.services.casework.case_desk.delete(path.guild_id, path.number, _by(call), unchanged_for(call))


@routes.route(
    "POST", f"{_CASE}/restore", access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=_ERRORS
)
def restore_case(call: Call, path: CasePath) -> Case:
    """Take a case out of the recycle bin."""
    return call.services.casework.case_desk.restore(path.guild_id, path.number, _by(call))


@routes.route("GET", f"{_CASE}/history", access=Access.GUILD, needs=GuildPermission.MODERATE, errors=(NotFoundError,))
def read_case_history(call: Call, path: CasePath) -> CaseHistory:
    """Read what happened to a case, the oldest first."""
    return CaseHistory(items=call.services.casework.cases.history(path.guild_id, path.number))


@routes.route("POST", f"{_CASE}/notes", access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=_ERRORS)
def add_case_note(call: Call, path: CasePath, body: NewNote) -> Case:
    """Add a note to a case."""
    return call.services.casework.case_desk.add_note(path.guild_id, path.number, body, _by(call))


@routes.route("PATCH", _NOTE, access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=_ERRORS)
def edit_case_note(call: Call, path: NotePath, body: NoteEdit) -> Case:
    """Change a note; `If-Match` takes the tag of the case."""
    desk = call.services.casework.case_desk
    return desk.edit_note(path.guild_id, path.number, path.note_id, body, _by(call), unchanged_for(call))


@routes.route(
    "DELETE", _NOTE, access=Access.GUILD, needs=GuildPermission.MODERATE, status=204, once=True, errors=_ERRORS
)
def remove_case_note(call: Call, path: NotePath) -> None:
    """Remove a note; the case's history keeps it."""
    call.services.casework.case_desk.remove_note(path.guild_id, path.number, path.note_id, _by(call))


def _by(call: Call) -> Named:
    return Named(user_id=call.user_id, name=name_in(call.services.accounts, call.user_id))


def _asked(query: CaseQuery) -> CaseQuery:
    """Return what is asked for, without where in it and how."""
    return CaseQuery(**{name: getattr(query, name) for name in CaseQuery.__struct_fields__})
