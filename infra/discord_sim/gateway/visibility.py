"""Which events a session hears, and in what form."""

from typing import Any

from infra.discord_sim.gateway.intents import Intent, needed_for, without_content
from infra.discord_sim.gateway.session import Session
from infra.discord_sim.world import permissions, render
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import Dispatch, World

_NEEDS_IN_GUILD = {
    "GUILD_AUDIT_LOG_ENTRY_CREATE": Permission.VIEW_AUDIT_LOG,
    "AUTO_MODERATION_RULE_CREATE": Permission.MANAGE_GUILD,
    "AUTO_MODERATION_RULE_UPDATE": Permission.MANAGE_GUILD,
    "AUTO_MODERATION_RULE_DELETE": Permission.MANAGE_GUILD,
    "AUTO_MODERATION_ACTION_EXECUTION": Permission.MANAGE_GUILD,
    "INVITE_CREATE": Permission.MANAGE_CHANNELS,
    "INVITE_DELETE": Permission.MANAGE_CHANNELS,
}
_MESSAGES = ("MESSAGE_CREATE", "MESSAGE_UPDATE")


def payload_for(world: World, session: Session, event: Dispatch) -> dict[str, Any] | None:
    """Return the event as this session gets it, None if it does not."""
    if not _addressed(session, event) or not _intended(session, event) or not _permitted(world, session, event):
        return None
    if event.name == "GUILD_CREATE" and event.guild_id is not None:
        return guild_create(world, session, event.guild_id) | event.payload
    if event.name in _MESSAGES and not session.intents & Intent.MESSAGE_CONTENT:
        return without_content(event.payload, session.bot_id)
    return event.payload


def guild_create(world: World, session: Session, guild_id: int) -> dict[str, Any]:
    """Return a GUILD_CREATE as the session's intents and large_threshold shape it.

    `unavailable` false says that it was known before; a guild that the bot has just joined comes without.
    """
    return render.gateway_guild(
        world,
        world.guild(guild_id),
        user_id=session.bot_id,
        large_threshold=session.large_threshold,
        presences=bool(session.intents & Intent.GUILD_PRESENCES),
    )


def _addressed(session: Session, event: Dispatch) -> bool:
    if event.user_id is not None and event.user_id != session.bot_id:
        return False
    if event.guild_id is None:
        return session.shard[0] == 0  # direct messages and the like: shard 0 alone
    return session.holds(event.guild_id)


def _intended(session: Session, event: Dispatch) -> bool:
    if event.name == "PRESENCE_UPDATE" and event.payload["user"]["id"] == str(session.bot_id):
        return False  # nobody is told how they appear themselves
    needed = needed_for(event.name, in_guild=event.guild_id is not None)
    if needed is None or session.intents & needed:
        return True
    return event.name == "GUILD_MEMBER_UPDATE" and event.payload["user"]["id"] == str(session.bot_id)


def _permitted(world: World, session: Session, event: Dispatch) -> bool:
    if event.guild_id is None or event.user_id is not None:
        return event.user_id is not None
    guild = world.guilds.get(event.guild_id)
    member = guild.members.get(session.bot_id) if guild else None
    if guild is None or member is None:
        return False
    now = world.clock.now()
    needed = _NEEDS_IN_GUILD.get(event.name)
    if needed is not None and needed not in permissions.in_guild(guild, member, now):
        return False
    channel = guild.channels.get(event.channel_id) if event.channel_id is not None else None
    if channel is None:
        return True
    held = permissions.in_channel(guild, channel, member, now)
    if channel.type is ChannelType.PRIVATE_THREAD and session.bot_id not in channel.thread_members:
        return Permission.MANAGE_THREADS in held
    return Permission.VIEW_CHANNEL in held
