"""Moving others between voice channels, and out of them."""

import msgspec

from infra.discord_sim.world import audit, checks, permissions
from infra.discord_sim.world.actions import voice
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import VOICE, AuditLogEvent
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World, member_of


def check(world: World, actor: Actor, guild_id: int, user_id: int) -> None:
    """Raise unless the actor may move members and the target is in voice."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.MOVE_MEMBERS)
    member_of(guild, user_id)
    if user_id not in guild.voice_states:
        raise error(Code.NOT_IN_VOICE)


def move(world: World, actor: Actor, guild_id: int, user_id: int, channel_id: int | None) -> None:
    """Move a member to another voice channel that the actor may connect to, or, without one, out of voice."""
    check(world, actor, guild_id, user_id)
    guild = world.guild(guild_id)
    if channel_id is None:
        voice.leave(world, guild_id, user_id)
        audit.record(world, guild, actor, AuditLogEvent.MEMBER_DISCONNECT, None, options={"count": 1})
        return
    channel = guild.channels.get(channel_id)
    if channel is None or channel.type not in VOICE:
        raise error(Code.UNKNOWN_CHANNEL)
    acting = checks.acting_member(guild, actor)
    if Permission.CONNECT not in permissions.in_channel(guild, channel, acting, world.clock.now()):
        raise error(Code.MISSING_PERMISSIONS)
    state = msgspec.structs.replace(guild.voice_states[user_id], channel_id=channel_id)
    voice.place(world, guild, state)
    options = {"channel_id": channel_id, "count": 1}
    audit.record(world, guild, actor, AuditLogEvent.MEMBER_MOVE, None, options=options)
