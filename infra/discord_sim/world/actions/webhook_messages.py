"""What a webhook posts, and what its token may do with that afterwards."""

from hashlib import blake2b

from infra.discord_sim.world.actions import deletions, drafts, messages
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import Channel, Message, Webhook
from infra.discord_sim.world.world import World


def execute(
    world: World,
    webhook: Webhook,
    draft: Draft,
    *,
    username: str | None = None,
    avatar_url: str | None = None,
    thread_id: int | None = None,
) -> Message:
    """Post as the webhook, under another name and face if the caller wants."""
    channel = target(world, webhook, thread_id)
    drafts.check(draft)
    message = Message(
        id=world.snowflakes.next(),
        channel_id=channel.id,
        guild_id=webhook.guild_id,
        author_id=webhook.id,
        webhook_id=webhook.id,
        webhook_name=username or webhook.name,
        webhook_avatar=_hash(avatar_url) if avatar_url else webhook.avatar,
        application_id=webhook.application_id,
    )
    messages.fill(world, message, draft, anyone=True)
    messages.post(world, channel, message)
    return message


def find(world: World, webhook: Webhook, message_id: int, thread_id: int | None) -> Message:
    """Return one of the webhook's own messages, or raise Unknown Message."""
    message = world.message(target(world, webhook, thread_id).id, message_id)
    if message.webhook_id != webhook.id:
        raise error(Code.UNKNOWN_MESSAGE)
    return message


def edit(world: World, message: Message, draft: Draft) -> Message:
    """Replace what one of the webhook's messages says."""
    drafts.check(draft)
    messages.fill(world, message, draft, anyone=True)
    message.edited_at = world.clock.now()
    messages.tell_updated(world, message)
    return message


def delete(world: World, message: Message) -> None:
    """Delete one of the webhook's messages."""
    deletions.remove(world, world.channel(message.channel_id), message.id)


def target(world: World, webhook: Webhook, thread_id: int | None) -> Channel:
    """Return the webhook's channel, or a thread in it."""
    if thread_id is None:
        return world.channel(webhook.channel_id)
    thread = world.channel(thread_id)
    if thread.parent_id != webhook.channel_id:
        raise error(Code.UNKNOWN_CHANNEL)
    return thread


def _hash(avatar_url: str) -> str:
    return blake2b(avatar_url.encode(), digest_size=16).hexdigest()
