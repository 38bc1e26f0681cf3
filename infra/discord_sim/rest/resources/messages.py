"""Messages: read, send, edit, delete."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from infra.discord_sim.rest import message_forms, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id, Limit100
from infra.discord_sim.rest.message_forms import MessageEditForm, MessageForm
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import permissions, render
from infra.discord_sim.world.actions import deletions, messages
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import Channel, Message
from infra.discord_sim.world.permissions import Permission

routes = Routes()


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of messages; one of `around`, `before`, `after`."""

    around: Id | None = None
    before: Id | None = None
    after: Id | None = None
    limit: Limit100 = 50


class BulkDeleteForm(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages to delete at once."""

    messages: Annotated[list[Id], Meta(max_length=1521)]


@routes.get("/channels/{channel_id}/messages")
def list_messages(call: Call) -> Answer:
    """List messages, newest first; without READ_MESSAGE_HISTORY there are none to see."""
    query = call.query(ListQuery)
    channel = visibility.channel(call)
    if not _may_read(call, channel):
        return []
    written = [one for one in call.world.messages.get(channel.id, {}).values() if one.ephemeral_for is None]
    page = _page(written, query)
    return [_shown(call, one) for one in reversed(page)]


@routes.get("/channels/{channel_id}/messages/{message_id}")
def get_message(call: Call) -> Answer:
    """Show a message."""
    channel = visibility.channel(call, Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(channel.id, call.id("message_id"))
    if message.ephemeral_for is not None:
        raise error(Code.UNKNOWN_MESSAGE)
    return _shown(call, message)


@routes.post("/channels/{channel_id}/messages")
def create_message(call: Call) -> Answer:
    """Send a message."""
    draft = message_forms.draft(call, call.form(MessageForm))
    return _shown(call, messages.create(call.world, call.actor, call.id("channel_id"), draft))


@routes.patch("/channels/{channel_id}/messages/{message_id}")
def update_message(call: Call) -> Answer:
    """Edit one's own message."""
    form = call.form(MessageEditForm)
    channel = visibility.channel(call)
    message = call.world.message(channel.id, call.id("message_id"))
    draft = message_forms.edited(call, form, message)
    return _shown(call, messages.edit(call.world, call.actor, channel.id, message.id, draft))


@routes.delete("/channels/{channel_id}/messages/{message_id}")
def delete_message(call: Call) -> Answer:
    """Delete a message."""
    deletions.delete(call.world, call.actor, call.id("channel_id"), call.id("message_id"))
    return None


@routes.post("/channels/{channel_id}/messages/bulk-delete")
def bulk_delete_messages(call: Call) -> Answer:
    """Delete 2 to 100 messages."""
    form = call.form(BulkDeleteForm)
    deletions.bulk_delete(call.world, call.actor, call.id("channel_id"), form.messages)
    return None


def _shown(call: Call, message: Message) -> render.Payload:
    return render.message(call.world, message, viewer_id=call.actor.user_id)


def _may_read(call: Call, channel: Channel) -> bool:
    if channel.guild_id is None:
        return True
    guild = call.world.guild(channel.guild_id)
    member = guild.members[call.actor.user_id]
    held = permissions.in_channel(guild, channel, member, call.world.clock.now())
    return Permission.READ_MESSAGE_HISTORY in held


def _page(written: Sequence[Message], query: ListQuery) -> Sequence[Message]:
    """Cut a page out of messages that are in order, oldest first."""
    ordered = sorted(written, key=lambda one: one.id)
    if query.around is not None:
        half = query.limit // 2
        older = [one for one in ordered if one.id < query.around][-half:] if half else []
        return older + [one for one in ordered if one.id >= query.around][: query.limit - half]
    if query.after is not None:
        return [one for one in ordered if one.id > query.after][: query.limit]
    if query.before is not None:
        ordered = [one for one in ordered if one.id < query.before]
    return ordered[-query.limit :]
