"""Pinned messages, under their present addresses and the deprecated ones that libraries still use."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import pins

routes = Routes()

_DEPRECATED_LIMIT = 50


class PinsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of pins."""

    before: datetime | None = None
    limit: Annotated[int, Meta(ge=1, le=50)] = 50


@routes.get("/channels/{channel_id}/messages/pins")
def list_pins(call: Call) -> Answer:
    """List pinned messages with when they were pinned."""
    query = call.query(PinsQuery)
    found = [
        one
        for one in pins.pinned(call.world, call.actor, call.id("channel_id"))
        if query.before is None or one.pinned_at is None or one.pinned_at < query.before
    ]
    me = call.actor.user_id
    items = [
        {"pinned_at": render.moment(one.pinned_at), "message": render.message(call.world, one, viewer_id=me)}
        for one in found[: query.limit]
    ]
    return {"items": items, "has_more": len(found) > query.limit}


@routes.get("/channels/{channel_id}/pins")
def deprecated_list_pins(call: Call) -> Answer:
    """List pinned messages."""
    found = pins.pinned(call.world, call.actor, call.id("channel_id"))[:_DEPRECATED_LIMIT]
    return [render.message(call.world, one, viewer_id=call.actor.user_id) for one in found]


@routes.put("/channels/{channel_id}/pins/{message_id}")
@routes.put("/channels/{channel_id}/messages/pins/{message_id}")
def create_pin(call: Call) -> Answer:
    """Pin a message."""
    pins.pin(call.world, call.actor, call.id("channel_id"), call.id("message_id"))
    return None


@routes.delete("/channels/{channel_id}/pins/{message_id}")
@routes.delete("/channels/{channel_id}/messages/pins/{message_id}")
def delete_pin(call: Call) -> Answer:
    """Take a pin off."""
    pins.unpin(call.world, call.actor, call.id("channel_id"), call.id("message_id"))
    return None
