"""Interactions: answers and follow-ups."""

from typing import Any

from infra.discord_sim.world.actions import interactions
from infra.discord_sim.world.actions.interaction_answers import InteractionType
from infra.discord_sim.world.actions.interactions import Use
from infra.discord_sim.world.model import Interaction
from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, GUILD, MEMBER

_CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
_FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = f"{_FOLLOW_UP}/messages/@original"


async def answer_and_follow_up(visitor: Visitor) -> None:
    used = _use(visitor)
    body = {"type": 4, "data": {"content": "pong"}}
    answer = await visitor.call(
        "POST", _CALLBACK, used.id, used.token, status=200, query={"with_response": True}, body=body
    )
    assert answer["resource"]["message"]["content"] == "pong"
    await visitor.call("POST", _CALLBACK, used.id, used.token, status=400, body=body)
    await visitor.call("GET", _ORIGINAL, BOT, used.token, status=200)
    await visitor.call("PATCH", _ORIGINAL, BOT, used.token, status=200, body={"content": "ping"})
    more = await visitor.call("POST", _FOLLOW_UP, BOT, used.token, status=200, body={"content": "more", "flags": 64})
    await visitor.call("GET", f"{_FOLLOW_UP}/messages/{{message_id}}", BOT, used.token, more["id"], status=200)
    await visitor.call("DELETE", _ORIGINAL, BOT, used.token, status=204)


async def defer(visitor: Visitor) -> None:
    used = _use(visitor)
    await visitor.call("POST", _CALLBACK, used.id, used.token, status=204, body={"type": 5})
    done = await visitor.call("PATCH", _ORIGINAL, BOT, used.token, status=200, body={"content": "done"})
    assert done["flags"] == 0


async def button(visitor: Visitor) -> None:
    sent = await visitor.call("POST", "/channels/{channel_id}/messages", CHANNEL, status=200, body={"content": "press"})
    used = _use(visitor, type=InteractionType.MESSAGE_COMPONENT, message_id=int(sent["id"]))
    body = {"type": 7, "data": {"content": "pressed"}}
    await visitor.call("POST", _CALLBACK, used.id, used.token, status=204, body=body)
    original = await visitor.call("GET", _ORIGINAL, BOT, used.token, status=200)
    assert original["content"] == "pressed"


async def refusals(visitor: Visitor) -> None:
    used = _use(visitor)
    await visitor.call("POST", _CALLBACK, used.id, "wrong", status=404, body={"type": 5})
    await visitor.call("POST", _FOLLOW_UP, BOT, used.token, status=404, body={"content": "early"})
    await visitor.call("POST", _CALLBACK, used.id, used.token, status=400, body={"type": 99}, valid=False)


def _use(visitor: Visitor, **more: Any) -> Interaction:
    fields = {"type": InteractionType.APPLICATION_COMMAND, **more}
    return interactions.start(
        visitor.world, Use(application_id=BOT, user_id=MEMBER, guild_id=GUILD, channel_id=CHANNEL, **fields)
    )
