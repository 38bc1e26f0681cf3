"""Messages, as REST returns them and as the gateway tells of them."""

from urllib.parse import quote

from infra.discord_sim.world.kinds import MessageType
from infra.discord_sim.world.model import Attachment, Message, Reaction
from infra.discord_sim.world.render.channels import channel as render_channel
from infra.discord_sim.world.render.members import member, user
from infra.discord_sim.world.render.values import Payload, moment, snowflakes
from infra.discord_sim.world.snowflakes import created_at
from infra.discord_sim.world.world import World


def message(world: World, one: Message, *, viewer_id: int | None = None, with_reference: bool = True) -> Payload:
    """Show a message to `viewer_id`, as REST does; a reply carries what it answers, one level deep."""
    payload: Payload = {
        "type": int(one.type),
        "content": one.content,
        "mentions": [user(world.users[each]) for each in one.mention_ids if each in world.users],
        "mention_roles": snowflakes(one.mention_roles),
        "attachments": [attachment(world, one, each) for each in one.attachments],
        "embeds": one.embeds,
        "timestamp": moment(created_at(one.id)),
        "edited_timestamp": moment(one.edited_at),
        "flags": one.flags,
        "components": one.components,
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "author": author(world, one),
        "pinned": one.pinned,
        "mention_everyone": one.mention_everyone,
        "tts": one.tts,
    }
    payload |= _optional(world, one)
    if one.reactions:
        payload["reactions"] = [_reaction(each, viewer_id) for each in one.reactions]
    if one.reference_id is not None and with_reference:
        payload |= _reference(world, one)
    return payload


def gateway_message(world: World, one: Message) -> Payload:
    """Show a message as MESSAGE_CREATE does: with guild and member, mentions with their members."""
    payload = message(world, one)
    if one.guild_id is None:
        return payload
    guild = world.guilds[one.guild_id]
    payload["guild_id"] = str(guild.id)
    if one.webhook_id is None and one.author_id in guild.members:
        payload["member"] = member(world, guild.members[one.author_id], with_user=False)
    for shown in payload["mentions"]:
        mentioned = guild.members.get(int(shown["id"]))
        if mentioned is not None:
            shown["member"] = member(world, mentioned, with_user=False)
    return payload


def author(world: World, one: Message) -> Payload:
    """Show who wrote a message; a webhook's message looks like a bot's of that name."""
    if one.webhook_id is None:
        return user(world.users[one.author_id])
    return {
        "id": str(one.webhook_id),
        "username": one.webhook_name or "Webhook",
        "avatar": one.webhook_avatar,
        "discriminator": "0000",
        "public_flags": 0,
        "flags": 0,
        "global_name": None,
        "primary_guild": None,
        "bot": True,
    }


def attachment(world: World, of: Message, one: Attachment) -> Payload:
    """Show a file; its address is on the CDN."""
    url = f"{world.cdn_url}/attachments/{of.channel_id}/{one.id}/{quote(one.filename)}"
    payload: Payload = {"id": str(one.id), "filename": one.filename, "size": one.size, "url": url, "proxy_url": url}
    if one.content_type is not None:
        payload["content_type"] = one.content_type
    if one.description is not None:
        payload["description"] = one.description
    return payload


def reaction_emoji(one: Reaction) -> Payload:
    """Show the emoji of a reaction."""
    return {"id": None if one.emoji_id is None else str(one.emoji_id), "name": one.emoji_name}


def _optional(world: World, one: Message) -> Payload:
    payload: Payload = {}
    if one.webhook_id is not None:
        payload["webhook_id"] = str(one.webhook_id)
    if one.application_id is not None:
        payload["application_id"] = str(one.application_id)
    if one.nonce is not None:
        payload["nonce"] = one.nonce
    if one.thread_id is not None and one.thread_id in world.channels:
        payload["thread"] = render_channel(world, world.channels[one.thread_id])
    return payload


def _reference(world: World, one: Message) -> Payload:
    channel_id = one.reference_channel_id or one.channel_id
    payload: Payload = {
        "message_reference": {"type": 0, "channel_id": str(channel_id), "message_id": str(one.reference_id)}
    }
    if one.guild_id is not None:
        payload["message_reference"]["guild_id"] = str(one.guild_id)
    if one.type in (MessageType.REPLY, MessageType.THREAD_STARTER_MESSAGE):
        answered = world.messages.get(channel_id, {}).get(one.reference_id or 0)
        shown = None if answered is None else message(world, answered, with_reference=False)
        payload["referenced_message"] = shown
    return payload


def _reaction(one: Reaction, viewer_id: int | None) -> Payload:
    return {
        "emoji": reaction_emoji(one),
        "count": len(one.user_ids),
        "count_details": {"burst": 0, "normal": len(one.user_ids)},
        "burst_colors": [],
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "me": viewer_id in one.user_ids,
    }
