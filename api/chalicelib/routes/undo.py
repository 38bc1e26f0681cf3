"""Taking back what was done."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, author_of
from shared.features.access.model import GuildPermission
from shared.features.access.rules import require_all
from shared.features.actions.model import Action
from shared.features.undo.model import Undone, UndoPreview, UndoRequest
from shared.features.undo.rules.kinds import needed_for
from shared.kernel.errors import AlreadyUndoneError, ChangedSinceError, NotUndoableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import LENGTH

routes = Routes("undo")

_URL: Final = "/api/guilds/{guild_id}/actions/{action_id}/undo"


class UndoPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    action_id: Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}$")]


@routes.route("GET", _URL, access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def preview_undo(call: Call, path: UndoPath) -> UndoPreview:
    """Say what undoing an action would put back, and what stands in its way. It needs what the action needed."""
    return call.services.undo.preview(author_of(call, None), _action(call, path))


@routes.route(
    "POST",
    _URL,
    access=Access.GUILD,
    needs=GuildPermission.VIEW,
    once=True,
    errors=(*WRITE_ERRORS, AlreadyUndoneError, NotUndoableError, ChangedSinceError),
)
def undo_action(call: Call, path: UndoPath, body: UndoRequest) -> Undone:
    """Take an action back; refused where something has changed since. It needs what the action needed."""
    return Undone(action=call.services.undo.undo(author_of(call, body.reason), _action(call, path)))


def _action(call: Call, path: UndoPath) -> Action:
    action = call.services.undo.find(path.guild_id, path.action_id)
    require_all(call.access, needed_for(action))
    return action
