"""Which threads there are: open, archived, joined."""

from datetime import datetime

from infra.discord_sim.world import checks, permissions
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World


def archived(world: World, actor: Actor, channel_id: int, *, private: bool, before: datetime | None) -> list[Channel]:
    """List a channel's archived threads, the latest first. Private ones need MANAGE_THREADS."""
    parent = world.channel(channel_id)
    needed = Permission.READ_MESSAGE_HISTORY | (Permission.MANAGE_THREADS if private else Permission.VIEW_CHANNEL)
    checks.require_in_channel(world, parent, actor, needed)
    moments = [
        (one.thread.archive_timestamp, one)
        for one in world.channels.values()
        if one.parent_id == channel_id and one.thread is not None and one.thread.archived
    ]
    wanted = [
        (at, one)
        for at, one in moments
        if (one.type is ChannelType.PRIVATE_THREAD) is private and (before is None or at < before)
    ]
    return [one for _, one in sorted(wanted, key=lambda pair: pair[0], reverse=True)]


def active(world: World, actor: Actor, guild_id: int) -> list[Channel]:
    """List the guild's threads that are not archived and that the actor may see, newest first."""
    guild = world.guild(guild_id)
    member = checks.acting_member(guild, actor)
    now = world.clock.now()
    open_threads = [each for each in guild.channels.values() if each.thread is not None and not each.thread.archived]
    visible = [
        each for each in open_threads if Permission.VIEW_CHANNEL in permissions.in_channel(guild, each, member, now)
    ]
    return sorted(visible, key=lambda each: each.id, reverse=True)


def joined_private(world: World, actor: Actor, channel_id: int) -> list[Channel]:
    """List a channel's archived private threads that the actor is in, newest first."""
    parent = world.channel(channel_id)
    checks.require_in_channel(world, parent, actor, Permission.READ_MESSAGE_HISTORY)
    children = [one for one in world.channels.values() if one.parent_id == channel_id]
    private = [
        one for one in children if one.type is ChannelType.PRIVATE_THREAD and actor.user_id in one.thread_members
    ]
    shelved = [one for one in private if one.thread is not None and one.thread.archived]
    return sorted(shelved, key=lambda one: one.id, reverse=True)
