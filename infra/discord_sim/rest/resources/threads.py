"""Threads: start and list."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta

from infra.discord_sim.rest import forms, message_forms
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.rest.thread_forms import NewThreadForm
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import drafts, messages, thread_lists, threads
from infra.discord_sim.world.actions.threads import ThreadDraft
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel, Message

routes = Routes()


class ArchivedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of archived threads; `before` is when they were archived."""

    before: datetime | None = None
    limit: Annotated[int, Meta(ge=2, le=100)] = 50


class JoinedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of joined threads; `before` is an id."""

    before: Id | None = None
    limit: Annotated[int, Meta(ge=2, le=100)] = 50


@routes.post("/channels/{channel_id}/messages/{message_id}/threads", status=201)
def create_thread_from_message(call: Call) -> Answer:
    """Start a thread on a message."""
    draft = forms.as_changes(ThreadDraft, call.form(NewThreadForm))
    channel_id, message_id = call.id("channel_id"), call.id("message_id")
    return _created(call, threads.start_from_message(call.world, call.actor, channel_id, message_id, draft))


@routes.post("/channels/{channel_id}/threads", status=201)
def create_thread(call: Call) -> Answer:
    """Start a thread without a message (private unless a type is given), or a forum's with one."""
    form = call.form(NewThreadForm)
    draft = forms.as_changes(ThreadDraft, form)
    if form.message is not None:
        return _create_in_forum(call, draft, form.message)
    if form.type is UNSET or form.type is None:
        draft = msgspec.structs.replace(draft, type=ChannelType.PRIVATE_THREAD)
    return _created(call, threads.start(call.world, call.actor, call.id("channel_id"), draft))


@routes.get("/guilds/{guild_id}/threads/active")
def get_active_guild_threads(call: Call) -> Answer:
    """List the guild's open threads."""
    return _listed(call, thread_lists.active(call.world, call.actor, call.id("guild_id"))) | {"has_more": False}


@routes.get("/channels/{channel_id}/threads/archived/public")
def list_public_archived_threads(call: Call) -> Answer:
    """List a channel's archived public threads."""
    return _archived(call, private=False)


@routes.get("/channels/{channel_id}/threads/archived/private")
def list_private_archived_threads(call: Call) -> Answer:
    """List a channel's archived private threads."""
    return _archived(call, private=True)


@routes.get("/channels/{channel_id}/users/@me/threads/archived/private")
def list_my_private_archived_threads(call: Call) -> Answer:
    """List a channel's archived private threads that the caller is in, by id."""
    query = call.query(JoinedQuery)
    found = thread_lists.joined_private(call.world, call.actor, call.id("channel_id"))
    older = [one for one in found if query.before is None or one.id < query.before]
    return _listed(call, older[: query.limit]) | {"has_more": len(older) > query.limit}


def _archived(call: Call, *, private: bool) -> Answer:
    query = call.query(ArchivedQuery)
    channel_id = call.id("channel_id")
    found = thread_lists.archived(call.world, call.actor, channel_id, private=private, before=query.before)
    return _listed(call, found[: query.limit]) | {"has_more": len(found) > query.limit}


def _listed(call: Call, found: list[Channel]) -> dict[str, object]:
    me = call.actor.user_id
    return {
        "threads": [render.channel(call.world, one) for one in found],
        "members": [render.thread_member(one, me) for one in found if me in one.thread_members],
    }


def _create_in_forum(call: Call, draft: ThreadDraft, form: message_forms.MessageForm) -> Answer:
    content = message_forms.draft(call, form)
    drafts.check(content)
    message = Message(id=call.world.snowflakes.next(), channel_id=0, author_id=call.actor.user_id)
    thread = threads.start_in_forum(call.world, call.actor, call.id("channel_id"), draft, message)
    message.channel_id, message.guild_id = thread.id, thread.guild_id
    messages.fill(call.world, message, content, anyone=False)
    messages.post(call.world, thread, message)
    return _created(call, thread) | {"message": render.message(call.world, message)}


def _created(call: Call, thread: Channel) -> dict[str, object]:
    return render.channel(call.world, thread) | {"member": render.thread_member(thread, call.actor.user_id)}
