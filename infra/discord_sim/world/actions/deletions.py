"""Taking messages away, one or many at once."""

from collections.abc import Iterable
from datetime import timedelta

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent, MessageType
from infra.discord_sim.world.model import Channel
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import first_of
from infra.discord_sim.world.world import World

_BULK = range(2, 101)  # discord.com/developers/docs/resources/message#bulk-delete-messages
_MAX_AGE = timedelta(days=14)
_UNDELETABLE = frozenset({MessageType.THREAD_STARTER_MESSAGE})


def delete(world: World, actor: Actor, channel_id: int, message_id: int) -> None:
    """Delete a message: one's own, or with MANAGE_MESSAGES another's, which the audit log then names."""
    channel = world.channel(channel_id)
    checks.require_in_channel(world, channel, actor, Permission.VIEW_CHANNEL)
    message = world.message(channel_id, message_id)
    if message.type in _UNDELETABLE:
        raise error(Code.SYSTEM_MESSAGE_ACTION)
    if message.author_id != actor.user_id:
        checks.require_in_channel(world, channel, actor, Permission.MANAGE_MESSAGES)
    remove(world, channel, message_id)
    if channel.guild_id is not None and message.author_id != actor.user_id:
        options = {"channel_id": channel_id, "count": 1}
        guild = world.guild(channel.guild_id)
        audit.record(world, guild, actor, AuditLogEvent.MESSAGE_DELETE, message.author_id, options=options)


def bulk_delete(world: World, actor: Actor, channel_id: int, message_ids: list[int]) -> None:
    """Delete 2-100 messages younger than 14 days; ids that name nothing are passed over."""
    channel = world.channel(channel_id)
    if channel.guild_id is None:
        raise error(Code.DM_CHANNEL_ACTION)
    checks.require_in_channel(world, channel, actor, Permission.MANAGE_MESSAGES)
    if len(message_ids) not in _BULK:
        raise error(Code.BULK_DELETE_COUNT)
    if len(set(message_ids)) != len(message_ids):
        raise invalid_form("messages", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    if min(message_ids) < first_of(world.clock.now() - _MAX_AGE):
        raise error(Code.MESSAGES_TOO_OLD)
    known = [each for each in message_ids if each in world.messages.get(channel_id, {})]
    remove_many(world, channel, known)
    options = {"count": len(known)}
    guild = world.guild(channel.guild_id)
    audit.record(world, guild, actor, AuditLogEvent.MESSAGE_BULK_DELETE, channel_id, options=options)


def remove(world: World, channel: Channel, message_id: int) -> None:
    """Take one message out and tell those who see the channel."""
    del world.messages[channel.id][message_id]
    channel.message_count = max(0, channel.message_count - 1)
    payload = {"id": str(message_id), "channel_id": str(channel.id)}
    if channel.guild_id is None:
        for recipient in channel.recipients:
            world.dispatch("MESSAGE_DELETE", payload, user_id=recipient)
        return
    payload["guild_id"] = str(channel.guild_id)
    world.dispatch("MESSAGE_DELETE", payload, guild_id=channel.guild_id, channel_id=channel.id)


def remove_many(world: World, channel: Channel, message_ids: Iterable[int]) -> None:
    """Take messages of one guild channel out and tell of all in one event."""
    doomed = list(message_ids)
    if not doomed:
        return
    for message_id in doomed:
        del world.messages[channel.id][message_id]
    channel.message_count = max(0, channel.message_count - len(doomed))
    payload = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id), "ids": render.snowflakes(doomed)}
    world.dispatch("MESSAGE_DELETE_BULK", payload, guild_id=channel.guild_id, channel_id=channel.id)
