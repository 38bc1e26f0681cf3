"""Coming and going: join, leave, kick."""

from collections.abc import Sequence

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import welcome
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Guild, Member
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World, member_of


def join(world: World, guild_id: int, user_id: int, *, roles: Sequence[int] = ()) -> Member:
    """Let a user join, with these roles; one who is banned gets 40007, a member stays what they are."""
    guild, user = world.guild(guild_id), world.user(user_id)
    if user_id in guild.members:
        return guild.members[user_id]
    if user_id in guild.bans:
        raise error(Code.BANNED_FROM_GUILD)
    member = Member(user_id=user_id, joined_at=world.clock.now(), roles=list(roles))
    guild.members[user_id] = member
    payload = {**render.member(world, member), "guild_id": str(guild_id)}
    world.dispatch("GUILD_MEMBER_ADD", payload, guild_id=guild_id)
    if user.bot:
        world.dispatch("GUILD_CREATE", {"id": str(guild_id)}, guild_id=guild_id, user_id=user_id)
    welcome.say(world, guild, user_id)
    return member


def leave(world: World, guild_id: int, user_id: int) -> None:
    """Let a member leave of their own will; the owner cannot."""
    guild = world.guild(guild_id)
    member_of(guild, user_id)
    if user_id == guild.owner_id:
        raise error(Code.MISSING_PERMISSIONS)
    remove(world, guild, user_id)


def kick(world: World, actor: Actor, guild_id: int, user_id: int) -> None:
    """Remove a member who stands below the actor."""
    guild = world.guild(guild_id)
    acting = checks.require_in_guild(world, guild, actor, Permission.KICK_MEMBERS)
    checks.require_above(guild, acting, member_of(guild, user_id))
    remove(world, guild, user_id)
    audit.record(world, guild, actor, AuditLogEvent.MEMBER_KICK, user_id)


def remove(world: World, guild: Guild, user_id: int) -> None:
    """Take a member out and tell; a bot hears GUILD_DELETE, its own roles go with it."""
    del guild.members[user_id]
    guild.presences.pop(user_id, None)
    guild.voice_states.pop(user_id, None)
    user = world.users[user_id]
    world.dispatch("GUILD_MEMBER_REMOVE", {"guild_id": str(guild.id), "user": render.user(user)}, guild_id=guild.id)
    if not user.bot:
        return
    world.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id, user_id=user_id)
    for role in [one for one in guild.roles.values() if one.bot_id == user_id]:
        del guild.roles[role.id]
        payload = {"guild_id": str(guild.id), "role_id": str(role.id)}
        world.dispatch("GUILD_ROLE_DELETE", payload, guild_id=guild.id)
