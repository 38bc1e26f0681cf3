"""What a case rests on."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.writes import READ_ERRORS
from chalicelib.routes.cases import CasePath
from shared.features.access.model import GuildPermission
from shared.features.cases.model import Number
from shared.features.evidence.model import AddedEvidence, EvidenceContent, NewEvidence
from shared.kernel.errors import ConflictError, NotFoundError, PermissionMissingError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import LENGTH

routes = Routes("evidence")

_ALL: Final = "/api/guilds/{guild_id}/cases/{number}/evidence"
_ONE: Final = f"{_ALL}/{{evidence_id}}"
_ERRORS: Final = (NotFoundError, ConflictError, StoreUnavailableError)


class EvidencePath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    number: Number
    evidence_id: Annotated[str, msgspec.Meta(pattern=f"^[0-9A-HJKMNP-TV-Z]{{{LENGTH}}}$")]


@routes.route(
    "POST",
    _ALL,
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    once=True,
    errors=(*READ_ERRORS, ConflictError, PermissionMissingError),
)
def add_evidence(call: Call, path: CasePath, body: NewEvidence) -> AddedEvidence:
    """Keep a message as it is now, keep a link, or ask where to upload a file."""
    return call.services.casework.evidence.add(call.guild_id, path.number, body, call.user_id)


@routes.route("POST", f"{_ONE}/confirm", access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=_ERRORS)
def confirm_upload(call: Call, path: EvidencePath) -> AddedEvidence:
    """Make an uploaded file evidence of its case; doing it again changes nothing."""
    evidence = call.services.casework.evidence.confirm(call.guild_id, path.number, path.evidence_id, call.user_id)
    return AddedEvidence(evidence=evidence, upload=None)


@routes.route(
    "GET", _ONE, access=Access.GUILD, needs=GuildPermission.MODERATE, errors=(*READ_ERRORS, StoreUnavailableError)
)
def read_evidence(call: Call, path: EvidencePath) -> EvidenceContent:
    """Show what a piece of evidence says, or where its file is; not what was written where the caller sees nothing."""
    return call.services.casework.evidence.read(call.guild_id, path.number, path.evidence_id, call.user_id)


@routes.route(
    "DELETE",
    _ONE,
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    status=204,
    once=True,
    errors=(*_ERRORS, PermissionMissingError),
)
def remove_evidence(call: Call, path: EvidencePath) -> None:
    """Delete what was kept; that it was there, and its hash, stays in the case's history."""
    call.services.casework.evidence.remove(call.guild_id, path.number, path.evidence_id, call.user_id)
