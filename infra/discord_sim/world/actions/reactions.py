"""Reactions under messages."""

import re

import msgspec

from infra.discord_sim.world import checks, render
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import Channel, Message, Reaction
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_CUSTOM = re.compile(r"^(?:a:)?(\w{1,32}):(\d{15,20})$")
_HAS_EMOJI = re.compile(r"[^\x00-\x7F]|^[0-9#*]\ufe0f?\u20e3$")


class EmojiName(msgspec.Struct, frozen=True, kw_only=True):
    """An emoji as a path names it: Unicode, or `name:id`."""

    name: str
    id: int | None = None


def parse(text: str) -> EmojiName:
    """Read an emoji; raise Unknown Emoji for anything else."""
    custom = _CUSTOM.match(text)
    if custom is not None:
        return EmojiName(name=custom[1], id=int(custom[2]))
    if not _HAS_EMOJI.search(text) or len(text) > 32:
        raise error(Code.UNKNOWN_EMOJI)
    return EmojiName(name=text)


def add(world: World, actor: Actor, channel_id: int, message_id: int, emoji: EmojiName) -> None:
    """React; the first of an emoji needs ADD_REACTIONS, the others only join in."""
    channel = world.channel(channel_id)
    checks.require_in_channel(world, channel, actor, Permission.READ_MESSAGE_HISTORY)
    message = world.message(channel_id, message_id)
    reaction = _find(message, emoji)
    if reaction is None:
        checks.require_in_channel(world, channel, actor, Permission.ADD_REACTIONS)
        _check_exists(world, emoji)
        reaction = Reaction(emoji_name=emoji.name, emoji_id=emoji.id)
        message.reactions.append(reaction)
    if actor.user_id in reaction.user_ids:
        return
    reaction.user_ids.append(actor.user_id)
    details = {"emoji": render.reaction_emoji(reaction), "user_id": str(actor.user_id), "burst": False, "type": 0}
    if channel.guild_id is not None:
        details["member"] = render.member(world, world.guild(channel.guild_id).members[actor.user_id])
        details["message_author_id"] = str(message.author_id)
    _tell(world, "MESSAGE_REACTION_ADD", channel, message, details)


def remove(world: World, actor: Actor, channel_id: int, message_id: int, emoji: EmojiName, user_id: int) -> None:
    """Take a reaction back; another's needs MANAGE_MESSAGES."""
    needed = Permission.VIEW_CHANNEL if user_id == actor.user_id else Permission.MANAGE_MESSAGES
    channel, message = _message(world, actor, channel_id, message_id, needed)
    reaction = _find(message, emoji)
    if reaction is None:
        raise error(Code.UNKNOWN_EMOJI)
    if user_id not in reaction.user_ids:
        return
    reaction.user_ids.remove(user_id)
    if not reaction.user_ids:
        message.reactions.remove(reaction)
    details = {"emoji": render.reaction_emoji(reaction), "user_id": str(user_id), "burst": False, "type": 0}
    _tell(world, "MESSAGE_REACTION_REMOVE", channel, message, details)


def remove_emoji(world: World, actor: Actor, channel_id: int, message_id: int, emoji: EmojiName) -> None:
    """Take all reactions of one emoji away."""
    channel, message = _message(world, actor, channel_id, message_id, Permission.MANAGE_MESSAGES)
    reaction = _find(message, emoji)
    if reaction is None:
        raise error(Code.UNKNOWN_EMOJI)
    message.reactions.remove(reaction)
    details = {"emoji": render.reaction_emoji(reaction)}
    _tell(world, "MESSAGE_REACTION_REMOVE_EMOJI", channel, message, details)


def remove_all(world: World, actor: Actor, channel_id: int, message_id: int) -> None:
    """Take all reactions away."""
    channel, message = _message(world, actor, channel_id, message_id, Permission.MANAGE_MESSAGES)
    message.reactions.clear()
    _tell(world, "MESSAGE_REACTION_REMOVE_ALL", channel, message, {})


def users(world: World, actor: Actor, channel_id: int, message_id: int, emoji: EmojiName) -> list[int]:
    """List who reacted with an emoji, by id."""
    _, message = _message(world, actor, channel_id, message_id, Permission.VIEW_CHANNEL)
    reaction = _find(message, emoji)
    return sorted(reaction.user_ids) if reaction else []


def _message(
    world: World, actor: Actor, channel_id: int, message_id: int, needed: Permission
) -> tuple[Channel, Message]:
    channel = world.channel(channel_id)
    checks.require_in_channel(world, channel, actor, needed)
    return channel, world.message(channel_id, message_id)


def _find(message: Message, emoji: EmojiName) -> Reaction | None:
    same = (one for one in message.reactions if one.emoji_id == emoji.id and (emoji.id or one.emoji_name == emoji.name))
    return next(same, None)


def _check_exists(world: World, emoji: EmojiName) -> None:
    if emoji.id is not None and not any(emoji.id in guild.emojis for guild in world.guilds.values()):
        raise error(Code.UNKNOWN_EMOJI)


def _tell(world: World, name: str, channel: Channel, message: Message, details: render.Payload) -> None:
    payload = {"channel_id": str(channel.id), "message_id": str(message.id)} | details
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
        world.dispatch(name, payload, guild_id=channel.guild_id, channel_id=channel.id)
        return
    for recipient in channel.recipients:
        world.dispatch(name, payload, user_id=recipient)
