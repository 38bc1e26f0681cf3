"""Posting with a webhook's token, or with an interaction's: the addresses are the same."""

from typing import Annotated

import msgspec
from msgspec import Meta

from infra.discord_sim.rest import message_forms
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.message_forms import MessageEditForm, MessageForm
from infra.discord_sim.rest.routes import Access, Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import interactions, webhook_messages, webhooks
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import Interaction, Message, Webhook

routes = Routes()

_ROOT = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = _ROOT + "/messages/@original"
_MESSAGE = _ROOT + "/messages/{message_id}"


class ExecuteForm(MessageForm, frozen=True, kw_only=True):
    """A message to post, and under which name."""

    username: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
    avatar_url: Annotated[str, Meta(max_length=2048)] | None = None


class ExecuteQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether to answer with the message, and which thread to post to."""

    wait: bool = False
    thread_id: Id | None = None


@routes.post(_ROOT, access=Access.OPEN)
def execute_webhook(call: Call) -> Answer:
    """Post; interactions always answer with the message, webhooks when told to wait."""
    form, query = call.form(ExecuteForm), call.query(ExecuteQuery)
    draft = message_forms.draft(call, form)
    sender = _sender(call)
    if isinstance(sender, Interaction):
        return render.message(call.world, interactions.follow_up(call.world, sender, draft))
    message = webhook_messages.execute(
        call.world,
        sender,
        draft,
        username=form.username,
        avatar_url=form.avatar_url,
        thread_id=query.thread_id,
    )
    return render.message(call.world, message) if query.wait else None


@routes.get(_ORIGINAL, access=Access.OPEN)
@routes.get(_MESSAGE, access=Access.OPEN)
def get_webhook_message(call: Call) -> Answer:
    """Show one of the sender's messages."""
    return render.message(call.world, _message(call))


@routes.patch(_ORIGINAL, access=Access.OPEN)
@routes.patch(_MESSAGE, access=Access.OPEN)
def update_webhook_message(call: Call) -> Answer:
    """Edit one of the sender's messages."""
    message, sender = _message(call), _sender(call)
    draft = message_forms.edited(call, call.form(MessageEditForm), message)
    if isinstance(sender, Interaction):
        sender.answers += 1
    edit = webhook_messages.edit if message.webhook_id is not None else interactions.edit
    return render.message(call.world, edit(call.world, message, draft))


@routes.delete(_ORIGINAL, access=Access.OPEN)
@routes.delete(_MESSAGE, access=Access.OPEN)
def delete_webhook_message(call: Call) -> Answer:
    """Delete one of the sender's messages."""
    message = _message(call)
    delete = webhook_messages.delete if message.webhook_id is not None else interactions.delete
    delete(call.world, message)
    return None


def _sender(call: Call) -> Webhook | Interaction:
    sender_id, token = call.id("webhook_id"), call.parameters["webhook_token"]
    if sender_id in call.world.applications:
        return interactions.find(call.world, sender_id, token)
    return webhooks.find_by_token(call.world, sender_id, token)


def _message(call: Call) -> Message:
    sender = _sender(call)
    message_id = call.id("message_id") if "message_id" in call.parameters else None
    if isinstance(sender, Interaction):
        return interactions.message_of(call.world, sender, message_id)
    if message_id is None:
        raise error(Code.UNKNOWN_MESSAGE)
    return webhook_messages.find(call.world, sender, message_id, call.query(ExecuteQuery).thread_id)
