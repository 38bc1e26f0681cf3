"""A guild's roles: create, change, order, delete."""

from collections.abc import Mapping

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks, permissions, render
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Guild, Member, Role
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World, role_of

_MAX_ROLES = 250  # discord.com/developers/docs/resources/guild#create-guild-role
_DESCRIBED = ("name", "permissions", "color", "hoist", "mentionable")


class RoleChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    permissions: int | UnsetType = UNSET
    color: int | UnsetType = UNSET
    hoist: bool | UnsetType = UNSET
    mentionable: bool | UnsetType = UNSET
    unicode_emoji: str | UnsetType | None = UNSET
    icon: str | UnsetType | None = UNSET


def create(world: World, actor: Actor, guild_id: int, wanted: RoleChanges) -> Role:
    """Create a role just above @everyone; it may hold no permission that the actor lacks."""
    guild = world.guild(guild_id)
    acting = checks.require_in_guild(world, guild, actor, Permission.MANAGE_ROLES)
    if len(guild.roles) >= _MAX_ROLES:
        raise error(Code.MAX_GUILD_ROLES)
    _check_permissions(world, guild, acting, 0, wanted)
    role = Role(id=world.snowflakes.next(), name="new role", position=1, permissions=guild.roles[guild_id].permissions)
    change_set.apply(role, wanted)
    guild.roles[role.id] = role
    _tell(world, "GUILD_ROLE_CREATE", guild, role)
    described = change_set.created(role, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.ROLE_CREATE, role.id, changes=described)
    return role


def modify(world: World, actor: Actor, guild_id: int, role_id: int, wanted: RoleChanges) -> Role:
    """Change a role below the actor's highest."""
    guild = world.guild(guild_id)
    acting = checks.require_in_guild(world, guild, actor, Permission.MANAGE_ROLES)
    role = role_of(guild, role_id)
    checks.require_above_role(guild, acting, role)
    _check_permissions(world, guild, acting, role.permissions, wanted)
    described = change_set.apply(role, wanted)
    if described:
        _tell(world, "GUILD_ROLE_UPDATE", guild, role)
        audit.record(world, guild, actor, AuditLogEvent.ROLE_UPDATE, role_id, changes=described)
    return role


def reorder(world: World, actor: Actor, guild_id: int, positions: Mapping[int, int]) -> list[Role]:
    """Move roles, all of them below the actor's highest before and after; return every role."""
    guild = world.guild(guild_id)
    acting = checks.require_in_guild(world, guild, actor, Permission.MANAGE_ROLES)
    moved = [role_of(guild, role_id) for role_id in positions]
    highest = permissions.top_role(guild, acting).position
    for role in moved:
        checks.require_above_role(guild, acting, role)
        if acting.user_id != guild.owner_id and positions[role.id] >= highest:
            raise error(Code.MISSING_PERMISSIONS)
    for role in moved:
        old, role.position = role.position, positions[role.id]
        if old != role.position:
            _tell(world, "GUILD_ROLE_UPDATE", guild, role)
            described = [audit.change("position", old, role.position)]
            audit.record(world, guild, actor, AuditLogEvent.ROLE_UPDATE, role.id, changes=described)
    return list(guild.roles.values())


def delete(world: World, actor: Actor, guild_id: int, role_id: int) -> None:
    """Delete a role and take it from everyone; @everyone and the roles of bots cannot be deleted."""
    guild = world.guild(guild_id)
    acting = checks.require_in_guild(world, guild, actor, Permission.MANAGE_ROLES)
    role = role_of(guild, role_id)
    if role_id == guild_id or role.managed:
        raise error(Code.INVALID_ROLE)
    checks.require_above_role(guild, acting, role)
    del guild.roles[role_id]
    for member in guild.members.values():
        if role_id in member.roles:
            member.roles.remove(role_id)
    for channel in guild.channels.values():
        channel.overwrites.pop(role_id, None)
    payload = {"guild_id": str(guild_id), "role_id": str(role_id)}
    world.dispatch("GUILD_ROLE_DELETE", payload, guild_id=guild_id)
    described = change_set.deleted(role, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.ROLE_DELETE, role_id, changes=described)


def _check_permissions(world: World, guild: Guild, acting: Member, before: int, wanted: RoleChanges) -> None:
    if wanted.permissions is UNSET:
        return
    held = int(permissions.in_guild(guild, acting, world.clock.now()))
    if (wanted.permissions ^ before) & ~held:
        raise error(Code.MISSING_PERMISSIONS)


def _tell(world: World, name: str, guild: Guild, role: Role) -> None:
    world.dispatch(name, {"guild_id": str(guild.id), "role": render.role(role)}, guild_id=guild.id)
