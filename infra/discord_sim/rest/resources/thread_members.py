"""Who is in a thread."""

import msgspec

from infra.discord_sim.rest import visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id, Limit100
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import thread_members
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import Channel

routes = Routes()


class MemberQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether to show the guild's member too."""

    with_member: bool = False


class ListQuery(MemberQuery, frozen=True, kw_only=True):
    """A page of a thread's members, by user id; pages exist only with their members."""

    limit: Limit100 = 100
    after: Id = 0


@routes.get("/channels/{channel_id}/thread-members")
def list_thread_members(call: Call) -> Answer:
    """List the members of a thread."""
    query = call.query(ListQuery)
    thread = _thread(call)
    found = sorted(user_id for user_id in thread.thread_members if user_id > query.after)
    page = found[: query.limit] if query.with_member else found
    return [_shown(call, thread, user_id, with_member=query.with_member) for user_id in page]


@routes.get("/channels/{channel_id}/thread-members/{user_id}")
def get_thread_member(call: Call) -> Answer:
    """Show a member of a thread."""
    thread, user_id = _thread(call), call.id("user_id")
    if user_id not in thread.thread_members:
        raise error(Code.UNKNOWN_MEMBER)
    return _shown(call, thread, user_id, with_member=call.query(MemberQuery).with_member)


@routes.put("/channels/{channel_id}/thread-members/@me")
def join_thread(call: Call) -> Answer:
    """Join a thread."""
    thread_members.add(call.world, call.actor, call.id("channel_id"), call.actor.user_id)
    return None


@routes.delete("/channels/{channel_id}/thread-members/@me")
def leave_thread(call: Call) -> Answer:
    """Leave a thread."""
    thread_members.remove(call.world, call.actor, call.id("channel_id"), call.actor.user_id)
    return None


@routes.put("/channels/{channel_id}/thread-members/{user_id}")
def add_thread_member(call: Call) -> Answer:
    """Add somebody to a thread."""
    thread_members.add(call.world, call.actor, call.id("channel_id"), call.id("user_id"))
    return None


@routes.delete("/channels/{channel_id}/thread-members/{user_id}")
def delete_thread_member(call: Call) -> Answer:
    """Remove somebody from a thread."""
    thread_members.remove(call.world, call.actor, call.id("channel_id"), call.id("user_id"))
    return None


def _thread(call: Call) -> Channel:
    thread = visibility.channel(call)
    if not thread.is_thread:
        raise error(Code.WRONG_CHANNEL_TYPE)
    return thread


def _shown(call: Call, thread: Channel, user_id: int, *, with_member: bool) -> render.Payload:
    payload = render.thread_member(thread, user_id)
    members = call.world.guild(thread.guild_id or 0).members
    if with_member and user_id in members:
        payload["member"] = render.member(call.world, members[user_id])
    return payload
