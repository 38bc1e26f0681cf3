"""Who may do what in a guild."""

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildAccess, GuildPermission
from shared.features.access.rules import check_change
from shared.features.access.settings import AccessSettings
from shared.kernel.commands import RoleView
from shared.kernel.errors import BotTimeoutError, BotUnavailableError

routes = Routes("access")


class RoleList(msgspec.Struct, frozen=True, kw_only=True):
    """All of a guild's roles but @everyone, the highest first."""

    items: list[RoleView]


@routes.route("GET", "/api/guilds/{guild_id}/access", access=Access.GUILD, needs=GuildPermission.VIEW)
def read_access(call: Call, path: GuildPath) -> GuildAccess:  # noqa: ARG001 - the path's guild is the call's
    """Read what the user may do in a guild."""
    return call.access


@routes.route(
    "GET",
    "/api/guilds/{guild_id}/roles",
    access=Access.GUILD,
    needs=GuildPermission.VIEW,
    errors=(BotUnavailableError, BotTimeoutError),
)
def list_roles(call: Call, path: GuildPath) -> RoleList:
    """List a guild's roles, as the bot sees them."""
    return RoleList(items=call.services.access.roles(path.guild_id))


def check_grants(call: Call, before: AccessSettings, after: AccessSettings) -> None:
    """Refuse grants that the caller may not make; raise as `check_change` does."""
    guild_id = call.guild_id
    check_change(call.access, before, after, guild_id, lambda: call.services.access.roles(guild_id))


def grants_changed(call: Call) -> None:
    """Let new grants hold at once, for requests and for what is followed live."""
    call.services.access.forget(call.guild_id, None)
    call.services.followers.ask_anew(call.guild_id)
