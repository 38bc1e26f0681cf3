"""Changing a member: nickname, roles, timeout, voice flags."""

from datetime import datetime, timedelta

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks, permissions, render
from infra.discord_sim.world.audit import Actor, change
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Guild, Member
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World, member_of, role_of

_MAX_TIMEOUT = timedelta(days=28)  # discord.com/developers/docs/resources/guild#modify-guild-member
_MAX_NICK = 32


class MemberChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    nick: str | UnsetType | None = UNSET
    roles: list[int] | UnsetType = UNSET
    communication_disabled_until: datetime | UnsetType | None = UNSET
    mute: bool | UnsetType = UNSET
    deaf: bool | UnsetType = UNSET
    flags: int | UnsetType = UNSET


def update(world: World, actor: Actor, guild_id: int, user_id: int, changes: MemberChanges) -> Member:
    """Change a member as far as the actor may, all of it or nothing."""
    guild = world.guild(guild_id)
    acting = checks.acting_member(guild, actor)
    member = member_of(guild, user_id)
    _check_nick(world, guild, acting, member, changes)
    _check_timeout(world, guild, acting, member, changes)
    _check_voice(world, guild, actor, changes)
    _check_roles(world, guild, acting, changes, member)
    described = _apply(member, changes)
    moved = _apply_roles(guild, member, changes)
    if described or moved:
        tell(world, guild, member)
    if described:
        audit.record(world, guild, actor, AuditLogEvent.MEMBER_UPDATE, user_id, changes=described)
    if moved:
        audit.record(world, guild, actor, AuditLogEvent.MEMBER_ROLE_UPDATE, user_id, changes=moved)
    return member


def add_role(world: World, actor: Actor, guild_id: int, user_id: int, role_id: int) -> None:
    """Give a member one role; one they have already is no error."""
    member = member_of(world.guild(guild_id), user_id)
    role_of(world.guild(guild_id), role_id)
    update(world, actor, guild_id, user_id, MemberChanges(roles=[*member.roles, role_id]))


def remove_role(world: World, actor: Actor, guild_id: int, user_id: int, role_id: int) -> None:
    """Take one role from a member; one they do not have is no error."""
    member = member_of(world.guild(guild_id), user_id)
    role_of(world.guild(guild_id), role_id)
    left = [each for each in member.roles if each != role_id]
    update(world, actor, guild_id, user_id, MemberChanges(roles=left))


def tell(world: World, guild: Guild, member: Member) -> None:
    """Dispatch GUILD_MEMBER_UPDATE."""
    payload = {**render.member(world, member), "guild_id": str(guild.id)}
    world.dispatch("GUILD_MEMBER_UPDATE", payload, guild_id=guild.id)


def _check_nick(world: World, guild: Guild, acting: Member, member: Member, changes: MemberChanges) -> None:
    if changes.nick is UNSET or (changes.nick or None) == member.nick:
        return
    if changes.nick is not None and len(changes.nick) > _MAX_NICK:
        raise invalid_form("nick", "BASE_TYPE_BAD_LENGTH", f"Must be {_MAX_NICK} or fewer in length.")
    held = permissions.in_guild(guild, acting, world.clock.now())
    if acting is member:
        if not held & (Permission.CHANGE_NICKNAME | Permission.MANAGE_NICKNAMES):
            raise error(Code.MISSING_PERMISSIONS)
        return
    if Permission.MANAGE_NICKNAMES not in held:
        raise error(Code.MISSING_PERMISSIONS)
    checks.require_above(guild, acting, member)


def _check_timeout(world: World, guild: Guild, acting: Member, member: Member, changes: MemberChanges) -> None:
    until = changes.communication_disabled_until
    if until is UNSET:
        return
    now = world.clock.now()
    if Permission.MODERATE_MEMBERS not in permissions.in_guild(guild, acting, now):
        raise error(Code.MISSING_PERMISSIONS)
    checks.require_above(guild, acting, member)
    if until is None:
        return
    if until > now + _MAX_TIMEOUT:
        message = "Communication disabled until must be less than 28 days in the future."
        raise invalid_form("communication_disabled_until", "INVALID_COMMUNICATION_DISABLED_TIMESTAMP", message)
    untimed = msgspec.structs.replace(member, communication_disabled_until=None)
    if Permission.ADMINISTRATOR in permissions.in_guild(guild, untimed, now):
        raise error(Code.MISSING_PERMISSIONS)


def _check_voice(world: World, guild: Guild, actor: Actor, changes: MemberChanges) -> None:
    if changes.mute is not UNSET:
        checks.require_in_guild(world, guild, actor, Permission.MUTE_MEMBERS)
    if changes.deaf is not UNSET:
        checks.require_in_guild(world, guild, actor, Permission.DEAFEN_MEMBERS)
    if changes.flags is not UNSET:
        checks.require_in_guild(world, guild, actor, Permission.MODERATE_MEMBERS)


def _check_roles(world: World, guild: Guild, acting: Member, changes: MemberChanges, member: Member) -> None:
    if changes.roles is UNSET:
        return
    if Permission.MANAGE_ROLES not in permissions.in_guild(guild, acting, world.clock.now()):
        raise error(Code.MISSING_PERMISSIONS)
    for role_id in set(changes.roles) ^ set(member.roles):
        role = role_of(guild, role_id)
        if role_id == guild.id or role.managed:
            raise error(Code.MISSING_PERMISSIONS)
        checks.require_above_role(guild, acting, role)


def _apply(member: Member, changes: MemberChanges) -> list[dict[str, object]]:
    described: list[dict[str, object]] = []
    for field in ("nick", "communication_disabled_until", "mute", "deaf", "flags"):
        new = getattr(changes, field)
        new = None if field == "nick" and not new else new
        old = getattr(member, field)
        if getattr(changes, field) is UNSET or new == old:
            continue
        setattr(member, field, new)
        described.append(change(field, _plain(old), _plain(new)))
    return described


def _apply_roles(guild: Guild, member: Member, changes: MemberChanges) -> list[dict[str, object]]:
    if changes.roles is UNSET:
        return []
    old, new = set(member.roles), set(changes.roles)
    member.roles = sorted(new)
    named = (("$add", new - old), ("$remove", old - new))
    return [
        {"key": key, "new_value": [{"id": str(each), "name": guild.roles[each].name} for each in sorted(moved)]}
        for key, moved in named
        if moved
    ]


def _plain(value: object) -> object:
    return render.moment(value) if isinstance(value, datetime) else value
