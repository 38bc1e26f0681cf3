"""Acts of moderation, each shown beforehand."""

from typing import Final

from msgspec.structs import replace

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.pace import Pace
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, act_key, author_of
from shared.features.access.model import GuildPermission
from shared.features.access.rules import require_all
from shared.features.cases.model import CaseSource
from shared.features.enforcement.ladder import check_ladder
from shared.features.enforcement.model import ActPreview, ActRequest, ActResult, AnyAct, RolesGiveAct, RolesTakeAct
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.enforcement.trials import LadderReport, LadderTrial
from shared.features.snapshots.refusals import refusal_of
from shared.kernel.errors import PermissionMissingError

routes = Routes("enforcement")

_ACTS: Final = "/api/guilds/{guild_id}/acts"


@routes.route(
    "POST",
    f"{_ACTS}/preview",
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    pace=Pace.READ,
    errors=READ_ERRORS,
)
def preview_act(call: Call, path: GuildPath, body: ActRequest) -> ActPreview:  # noqa: ARG001 - the call's guild
    """Say what an act would do, without doing it; what stands in its way is among the answer's refusals."""
    preview = call.services.casework.enforcement.preview(author_of(call, body.act.reason), body.act)
    try:
        _require_for(call, body.act)
    except PermissionMissingError as error:
        return replace(preview, refusals=[refusal_of(error), *preview.refusals])
    return preview


@routes.route("POST", _ACTS, access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=WRITE_ERRORS)
def take_act(call: Call, path: GuildPath, body: ActRequest) -> ActResult:  # noqa: ARG001 - the call's guild
    """Carry out an act: it leaves a case. Roles need `manage-roles` as well."""
    _require_for(call, body.act)
    author = author_of(call, body.act.reason)
    return call.services.casework.enforcement.take(author, body.act, source=CaseSource.WEB, key=act_key(call))


@routes.route(
    "POST",
    "/api/guilds/{guild_id}/ladder/preview",
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    pace=Pace.READ,
)
def preview_ladder(call: Call, path: GuildPath, body: LadderTrial) -> LadderReport:
    """Say what a warn ladder would have done on the guild's own warns."""
    return call.services.casework.enforcement.try_ladder(path.guild_id, body)


def check_enforcement(call: Call, before: EnforcementSettings, after: EnforcementSettings) -> None:  # noqa: ARG001 - as every check of settings
    """Raise `InvalidInputError` where two steps contradict each other, or one cannot be carried out."""
    check_ladder(after.ladder)


def _require_for(call: Call, act: AnyAct) -> None:
    if isinstance(act, RolesGiveAct | RolesTakeAct):
        require_all(call.access, [GuildPermission.MANAGE_ROLES])
