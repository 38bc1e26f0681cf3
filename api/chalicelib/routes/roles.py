"""A guild's roles."""

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, ReasonQuery, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.roles.model import DiscordRole, DiscordRoles, NewRole, RoleEdit, RoleOrder
from shared.kernel.snowflakes import Snowflake

routes = Routes("roles")

_ROLES = "/api/discord/guilds/{guild_id}/roles"
_ROLE = f"{_ROLES}/{{role_id}}"


class RolePath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    role_id: Snowflake


@routes.route("GET", _ROLES, access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def list_discord_roles(call: Call, path: GuildPath) -> DiscordRoles:
    """List all roles, each with why the user cannot change it."""
    return call.services.administration.roles.list(path.guild_id, call.user_id)


@routes.route("POST", _ROLES, access=Access.GUILD, needs=GuildPermission.MANAGE_ROLES, once=True, errors=WRITE_ERRORS)
def create_role(call: Call, path: GuildPath, body: NewRole) -> DiscordRole:  # noqa: ARG001 - the call's guild
    """Create a role."""
    return call.services.administration.roles.create(author_of(call, body.reason), body)


@routes.route(
    "PATCH",
    f"{_ROLES}/positions",
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_ROLES,
    once=True,
    errors=WRITE_ERRORS,
)
def reorder_roles(call: Call, path: GuildPath, body: RoleOrder) -> DiscordRoles:  # noqa: ARG001 - the call's guild
    """Put roles into another order; `If-Match` takes the tag of the list."""
    return call.services.administration.roles.reorder(author_of(call, body.reason), body, unchanged_for(call))


@routes.route("GET", _ROLE, access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def read_role(call: Call, path: RolePath) -> DiscordRole:
    """Read a role."""
    return call.services.administration.roles.read(path.guild_id, call.user_id, path.role_id)


@routes.route("PATCH", _ROLE, access=Access.GUILD, needs=GuildPermission.MANAGE_ROLES, once=True, errors=WRITE_ERRORS)
def edit_role(call: Call, path: RolePath, body: RoleEdit) -> DiscordRole:
    """Change a role."""
    author = author_of(call, body.reason)
    return call.services.administration.roles.edit(author, path.role_id, body, unchanged_for(call))


@routes.route(
    "DELETE",
    _ROLE,
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_ROLES,
    status=204,
    once=True,
    errors=WRITE_ERRORS,
)
def delete_role(call: Call, path: RolePath, query: ReasonQuery) -> None:
    """Delete a role, and take it from everybody."""
    author = author_of(call, query.reason)
    call.services.administration.roles.delete(author, path.role_id, unchanged_for(call))
