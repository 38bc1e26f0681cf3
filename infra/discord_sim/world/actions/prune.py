"""Pruning: kicking members without roles who have not been around for days."""

from datetime import timedelta

from infra.discord_sim.world import audit, checks
from infra.discord_sim.world.actions import members
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Guild
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import first_of
from infra.discord_sim.world.world import World

_NEEDED = Permission.MANAGE_GUILD | Permission.KICK_MEMBERS


def count(world: World, actor: Actor, guild_id: int, days: int, include_roles: set[int]) -> int:
    """Return how many members a prune would kick."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, _NEEDED)
    return len(_prunable(world, guild, days, include_roles))


def begin(world: World, actor: Actor, guild_id: int, days: int, include_roles: set[int]) -> int:
    """Kick them all, and return how many they were."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, _NEEDED)
    doomed = _prunable(world, guild, days, include_roles)
    for user_id in doomed:
        members.remove(world, guild, user_id)
    if doomed:
        options = {"delete_member_days": days, "members_removed": len(doomed)}
        audit.record(world, guild, actor, AuditLogEvent.MEMBER_PRUNE, None, options=options)
    return len(doomed)


def _prunable(world: World, guild: Guild, days: int, include_roles: set[int]) -> list[int]:
    """List members who joined and wrote last before `days`, are offline, and hold no role beyond `include_roles`."""
    since = world.clock.now() - timedelta(days=days)
    active = _authors_since(world, guild, first_of(since))
    return [
        member.user_id
        for member in guild.members.values()
        if set(member.roles) <= include_roles
        and member.user_id != guild.owner_id
        and member.joined_at < since
        and member.user_id not in active
        and not world.users[member.user_id].bot
        and not _is_online(guild, member.user_id)
    ]


def _is_online(guild: Guild, user_id: int) -> bool:
    presence = guild.presences.get(user_id)
    return presence is not None and presence.status != "offline"


def _authors_since(world: World, guild: Guild, oldest: int) -> set[int]:
    channels = (world.messages.get(channel_id, {}) for channel_id in guild.channels)
    return {one.author_id for written in channels for one in written.values() if one.id >= oldest}
