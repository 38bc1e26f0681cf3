"""What people say to the cases about them: they need not be members, and mostly are not any more."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.pace import Pace
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS
from chalicelib.routes.cases import CasePath
from shared.features.access.model import GuildPermission
from shared.features.appeals.model import AnsweredAppeal, AppealAnswer, NewAppeal, OwnCase, OwnCases, ShownContent
from shared.features.cases.model import Number
from shared.kernel.errors import ConflictError, NotFoundError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import LENGTH

routes = Routes("appeals")

_OWN: Final = "/api/appeals/{server_id}"
_CASE: Final = f"{_OWN}/cases/{{number}}"
_ERRORS: Final = (NotFoundError, ConflictError, StoreUnavailableError)


class ServerPath(msgspec.Struct, frozen=True, kw_only=True):
    """A guild that the caller need not be in."""

    server_id: Snowflake


class OwnCasePath(msgspec.Struct, frozen=True, kw_only=True):
    server_id: Snowflake
    number: Number


class OwnEvidencePath(msgspec.Struct, frozen=True, kw_only=True):
    server_id: Snowflake
    number: Number
    evidence_id: Annotated[str, msgspec.Meta(pattern=f"^[0-9A-HJKMNP-TV-Z]{{{LENGTH}}}$")]


@routes.route("GET", _OWN, access=Access.LOGIN, errors=(*READ_ERRORS, StoreUnavailableError))
def list_own_cases(call: Call, path: ServerPath) -> OwnCases:
    """List the cases about the caller that the guild shows; a guild that shows none looks as if it were none."""
    return call.services.casework.appeals.own(path.server_id, call.user_id)


@routes.route("GET", f"{_CASE}/evidence/{{evidence_id}}", access=Access.LOGIN, errors=_ERRORS)
def read_shown_evidence(call: Call, path: OwnEvidencePath) -> ShownContent:
    """Show the caller a piece of evidence that the moderators let them see."""
    return call.services.casework.appeals.evidence(path.server_id, path.number, path.evidence_id, call.user_id)


@routes.route("POST", _CASE, access=Access.LOGIN, pace=Pace.APPEAL, once=True, errors=_ERRORS)
def appeal(call: Call, path: OwnCasePath, body: NewAppeal) -> OwnCase:
    """Appeal against a case about the caller: once, and for good."""
    return call.services.casework.appeals.appeal(path.server_id, path.number, call.user_id, body.text)


@routes.route(
    "POST",
    "/api/guilds/{guild_id}/cases/{number}/appeal/answer",
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    once=True,
    errors=WRITE_ERRORS,
)
def answer_appeal(call: Call, path: CasePath, body: AppealAnswer) -> AnsweredAppeal:
    """Answer an appeal, and lift what it is about where it is accepted; nobody answers their own."""
    return call.services.casework.appeals.answer(call.guild_id, path.number, call.user_id, body)
