"""Locked channels."""

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, author_of
from shared.features.access.model import GuildPermission
from shared.features.lockdown.model import LockedChannels, LockRequest, LockResults
from shared.kernel.errors import SettingsChangedError

routes = Routes("channels")

_URL = "/api/discord/guilds/{guild_id}/lockdown"


@routes.route("GET", _URL, access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def list_locked_channels(call: Call, path: GuildPath) -> LockedChannels:
    """List the channels that are locked, and that an unlock would bring back as they were."""
    return call.services.administration.lockdown.locked(path.guild_id, call.user_id)


@routes.route(
    "POST",
    _URL,
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_CHANNELS,
    once=True,
    errors=(*WRITE_ERRORS, SettingsChangedError),
)
def change_lockdown(call: Call, path: GuildPath, body: LockRequest) -> LockResults:  # noqa: ARG001 - the call's guild
    """Lock or unlock one channel, several, or all that the user sees; with `preview` only say what would come of it."""
    return call.services.administration.lockdown.carry_out(author_of(call, body.reason), body)
