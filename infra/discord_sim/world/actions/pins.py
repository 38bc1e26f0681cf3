"""Pinned messages."""

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import messages
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import AuditLogEvent, MessageType
from infra.discord_sim.world.model import Channel, Message
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_MAX_PINS = 250
_NEEDED = Permission.PIN_MESSAGES | Permission.READ_MESSAGE_HISTORY  # no longer MANAGE_MESSAGES since 2026-02


def pinned(world: World, actor: Actor, channel_id: int) -> list[Message]:
    """List a channel's pinned messages, the latest first."""
    channel = world.channel(channel_id)
    checks.require_in_channel(world, channel, actor, Permission.READ_MESSAGE_HISTORY)
    found = [(one.pinned_at, one) for one in world.messages.get(channel_id, {}).values() if one.pinned_at is not None]
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


def pin(world: World, actor: Actor, channel_id: int, message_id: int) -> None:
    """Pin a message and say so in the channel."""
    channel = world.channel(channel_id)
    checks.require_in_channel(world, channel, actor, _NEEDED)
    message = world.message(channel_id, message_id)
    if message.pinned:
        return
    if sum(one.pinned for one in world.messages[channel_id].values()) >= _MAX_PINS:
        raise error(Code.MAX_PINS)
    message.pinned_at = channel.last_pin_at = world.clock.now()
    _tell(world, channel, message)
    note = Message(
        id=world.snowflakes.next(),
        channel_id=channel_id,
        guild_id=channel.guild_id,
        author_id=actor.user_id,
        type=MessageType.CHANNEL_PINNED_MESSAGE,
        reference_id=message_id,
    )
    messages.post(world, channel, note)
    _record(world, actor, channel, message, AuditLogEvent.MESSAGE_PIN)


def unpin(world: World, actor: Actor, channel_id: int, message_id: int) -> None:
    """Take a pin off."""
    channel = world.channel(channel_id)
    checks.require_in_channel(world, channel, actor, _NEEDED)
    message = world.message(channel_id, message_id)
    if not message.pinned:
        return
    message.pinned_at = None
    _tell(world, channel, message)
    _record(world, actor, channel, message, AuditLogEvent.MESSAGE_UNPIN)


def _tell(world: World, channel: Channel, message: Message) -> None:
    messages.tell_updated(world, message)
    payload = {"channel_id": str(channel.id), "last_pin_timestamp": render.moment(channel.last_pin_at)}
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
        world.dispatch("CHANNEL_PINS_UPDATE", payload, guild_id=channel.guild_id, channel_id=channel.id)


def _record(world: World, actor: Actor, channel: Channel, message: Message, event: AuditLogEvent) -> None:
    if channel.guild_id is not None:
        options = {"channel_id": channel.id, "message_id": message.id}
        audit.record(world, world.guild(channel.guild_id), actor, event, message.author_id, options=options)
