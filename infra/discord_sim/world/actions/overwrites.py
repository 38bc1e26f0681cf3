"""Permission overwrites of a channel: what one may set, and what the audit log says of it."""

from collections.abc import Mapping

import msgspec

from infra.discord_sim.world import audit, checks, permissions, render
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import AuditLogEvent, OverwriteType
from infra.discord_sim.world.model import Channel, Guild, Member, Overwrite
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World


def put(world: World, actor: Actor, channel_id: int, wanted: Overwrite) -> None:
    """Set the overwrite of a role or member."""
    channel, guild, acting = _prepare(world, actor, channel_id)
    after = {**channel.overwrites, wanted.id: wanted}
    check(world, guild, channel, acting, channel.overwrites, after)
    _replace(world, actor, guild, channel, after)


def delete(world: World, actor: Actor, channel_id: int, overwrite_id: int) -> None:
    """Take an overwrite away."""
    channel, guild, acting = _prepare(world, actor, channel_id)
    if overwrite_id not in channel.overwrites:
        raise error(Code.UNKNOWN_OVERWRITE)
    after = {key: one for key, one in channel.overwrites.items() if key != overwrite_id}
    check(world, guild, channel, acting, channel.overwrites, after)
    _replace(world, actor, guild, channel, after)


def check(
    world: World,
    guild: Guild,
    channel: Channel | None,
    acting: Member,
    before: Mapping[int, Overwrite],
    after: Mapping[int, Overwrite],
) -> None:
    """Raise Missing Permissions for a change of bits that the actor does not hold; `channel` is None for a new one."""
    now = world.clock.now()
    held = permissions.in_guild(guild, acting, now)
    if channel is not None:
        held |= permissions.in_channel(guild, channel, acting, now)
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        touched = _bits(old, "allow") ^ _bits(new, "allow") | _bits(old, "deny") ^ _bits(new, "deny")
        if touched & ~int(held):
            raise error(Code.MISSING_PERMISSIONS)


def record_changes(world: World, actor: Actor, guild: Guild, channel: Channel, before: Mapping[int, Overwrite]) -> None:
    """Write an audit log entry for every overwrite that differs from `before`."""
    for key in sorted(before.keys() | channel.overwrites.keys()):
        old, new = before.get(key), channel.overwrites.get(key)
        if old == new:
            continue
        shown = new or old
        options = {"id": key} | ({} if shown is None else _described(guild, shown))
        changes = [
            audit.change(
                field, None if old is None else str(_bits(old, field)), None if new is None else str(_bits(new, field))
            )
            for field in ("allow", "deny")
            if old is None or new is None or _bits(old, field) != _bits(new, field)
        ]
        audit.record(world, guild, actor, _event(old, new), channel.id, changes=changes, options=options)


def _prepare(world: World, actor: Actor, channel_id: int) -> tuple[Channel, Guild, Member]:
    channel = world.channel(channel_id)
    if channel.guild_id is None:
        raise error(Code.DM_CHANNEL_ACTION)
    if channel.is_thread:
        raise error(Code.WRONG_CHANNEL_TYPE)
    acting = checks.require_in_channel(world, channel, actor, Permission.MANAGE_ROLES)
    if acting is None:
        raise error(Code.DM_CHANNEL_ACTION)
    return channel, world.guild(channel.guild_id), acting


def _replace(world: World, actor: Actor, guild: Guild, channel: Channel, after: dict[int, Overwrite]) -> None:
    before, channel.overwrites = channel.overwrites, after
    if before != after:
        world.dispatch("CHANNEL_UPDATE", render.channel(world, channel), guild_id=guild.id)
    record_changes(world, actor, guild, channel, before)


def _described(guild: Guild, one: Overwrite) -> dict[str, object]:
    named = {"role_name": guild.roles[one.id].name} if one.id in guild.roles else {}
    return {"type": int(one.type), **named}


def _event(old: Overwrite | None, new: Overwrite | None) -> AuditLogEvent:
    if old is None:
        return AuditLogEvent.CHANNEL_OVERWRITE_CREATE
    return AuditLogEvent.CHANNEL_OVERWRITE_DELETE if new is None else AuditLogEvent.CHANNEL_OVERWRITE_UPDATE


def _bits(one: Overwrite | None, field: str) -> int:
    return 0 if one is None else int(msgspec.structs.asdict(one)[field])


def kind_of(guild: Guild, overwrite_id: int) -> OverwriteType:
    """Guess whom an overwrite without a type is about."""
    return OverwriteType.ROLE if overwrite_id in guild.roles else OverwriteType.MEMBER
