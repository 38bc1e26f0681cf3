"""Writing in a channel: send, edit, and what both need."""

from infra.discord_sim.world import checks, permissions, render
from infra.discord_sim.world.actions import automod_screen, direct_messages, drafts, mentions, slowmode
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import TEXTUAL, MessageType
from infra.discord_sim.world.model import Channel, Message
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World


def create(world: World, actor: Actor, channel_id: int, draft: Draft) -> Message:
    """Send a message as a member (or in a direct message), and tell those who see the channel."""
    channel = world.channel(channel_id)
    _check_may_send(world, actor, channel, draft)
    drafts.check(draft)
    _check_reply(world, channel, draft)
    slowmode.check(world, actor, channel)
    _screen(world, actor, channel, draft)
    message = Message(
        id=world.snowflakes.next(),
        channel_id=channel_id,
        guild_id=channel.guild_id,
        author_id=actor.user_id,
        type=MessageType.DEFAULT if _answered(world, channel, draft) is None else MessageType.REPLY,
    )
    fill(world, message, draft, anyone=_may_mention_anyone(world, actor, channel))
    post(world, channel, message)
    return message


def edit(world: World, actor: Actor, channel_id: int, message_id: int, draft: Draft) -> Message:
    """Replace what one's own message says; only its author may."""
    channel = world.channel(channel_id)
    checks.require_in_channel(world, channel, actor, Permission.VIEW_CHANNEL)
    message = world.message(channel_id, message_id)
    if message.author_id != actor.user_id or message.webhook_id is not None:
        raise error(Code.EDIT_OTHERS_MESSAGE)
    drafts.check(draft)
    _screen(world, actor, channel, draft)
    fill(world, message, draft, anyone=_may_mention_anyone(world, actor, channel))
    message.edited_at = world.clock.now()
    tell_updated(world, message)
    return message


def fill(world: World, message: Message, draft: Draft, *, anyone: bool) -> None:
    """Put a draft's words into a message. `anyone`: its author may mention everyone and every role."""
    channel = world.channels[message.channel_id]
    guild = world.guilds[channel.guild_id] if channel.guild_id is not None else None
    found = mentions.find(draft.content, draft.allowed_mentions, guild, world.users, anyone=anyone)
    message.content = draft.content
    message.mention_ids, message.mention_roles = found.users, found.roles
    message.mention_everyone = found.everyone
    message.embeds = [drafts.as_stored(each) for each in draft.embeds]
    message.components, message.attachments = draft.components, draft.attachments
    message.flags, message.nonce, message.tts = draft.flags, draft.nonce, draft.tts
    answered = _answered(world, channel, draft)
    if answered is not None:
        message.reference_id, message.reference_channel_id = answered.id, channel.id
        pings = draft.allowed_mentions is None or draft.allowed_mentions.replied_user
        if pings and answered.author_id in world.users and answered.author_id not in message.mention_ids:
            message.mention_ids.append(answered.author_id)


def post(world: World, channel: Channel, message: Message) -> None:
    """Take a finished message in, count it in its thread, and tell those who see the channel."""
    world.add_message(message)
    if channel.thread is not None:
        channel.message_count += 1
        channel.total_message_sent += 1
        if message.webhook_id is None:
            channel.thread_members.setdefault(message.author_id, world.clock.now())
    _tell(world, "MESSAGE_CREATE", message)


def tell_updated(world: World, message: Message) -> None:
    """Dispatch MESSAGE_UPDATE, which carries the whole message."""
    _tell(world, "MESSAGE_UPDATE", message)


def _tell(world: World, name: str, message: Message) -> None:
    payload = render.gateway_message(world, message)
    if message.guild_id is not None:
        world.dispatch(name, payload, guild_id=message.guild_id, channel_id=message.channel_id)
        return
    for recipient in world.channels[message.channel_id].recipients:
        world.dispatch(name, payload, user_id=recipient)


def _check_may_send(world: World, actor: Actor, channel: Channel, draft: Draft) -> None:
    if channel.type not in TEXTUAL:
        raise error(Code.NOT_A_TEXT_CHANNEL)
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    if draft.attachments:
        needed |= Permission.ATTACH_FILES
    if draft.embeds:
        needed |= Permission.EMBED_LINKS
    if draft.reply_to is not None:
        needed |= Permission.READ_MESSAGE_HISTORY
    if draft.tts:
        needed |= Permission.SEND_TTS_MESSAGES
    checks.require_in_channel(world, channel, actor, needed)
    direct_messages.check_open(world, actor, channel)
    if channel.thread is not None and channel.thread.locked:
        checks.require_in_channel(world, channel, actor, Permission.MANAGE_THREADS)
    if channel.thread is not None:
        channel.thread.archived = False


def _screen(world: World, actor: Actor, channel: Channel, draft: Draft) -> None:
    if channel.guild_id is not None:
        guild = world.guild(channel.guild_id)
        automod_screen.screen(world, guild, channel, guild.members[actor.user_id], draft.content)


def _check_reply(world: World, channel: Channel, draft: Draft) -> None:
    if draft.reply_to is not None and draft.fail_if_not_exists and _answered(world, channel, draft) is None:
        raise invalid_form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")


def _answered(world: World, channel: Channel, draft: Draft) -> Message | None:
    return None if draft.reply_to is None else world.messages.get(channel.id, {}).get(draft.reply_to)


def _may_mention_anyone(world: World, actor: Actor, channel: Channel) -> bool:
    if channel.guild_id is None:
        return False
    guild = world.guild(channel.guild_id)
    held = permissions.in_channel(guild, channel, guild.members[actor.user_id], world.clock.now())
    return Permission.MENTION_EVERYONE in held
