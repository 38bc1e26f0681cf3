"""Pins."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import CHANNEL

_MESSAGES = "/channels/{channel_id}/messages"


async def pin(visitor: Visitor) -> None:
    message = (await visitor.call("POST", _MESSAGES, CHANNEL, status=200, body={"content": "keep"}))["id"]
    await visitor.call("PUT", f"{_MESSAGES}/pins/{{message_id}}", CHANNEL, message, status=204)
    listed = await visitor.call("GET", f"{_MESSAGES}/pins", CHANNEL, status=200, query={"limit": 50})
    assert [each["message"]["id"] for each in listed["items"]] == [message]
    await visitor.call("DELETE", f"{_MESSAGES}/pins/{{message_id}}", CHANNEL, message, status=204)


async def deprecated(visitor: Visitor) -> None:
    message = (await visitor.call("POST", _MESSAGES, CHANNEL, status=200, body={"content": "keep"}))["id"]
    await visitor.call("PUT", "/channels/{channel_id}/pins/{message_id}", CHANNEL, message, status=204)
    listed = await visitor.call("GET", "/channels/{channel_id}/pins", CHANNEL, status=200)
    assert [each["id"] for each in listed] == [message]
    await visitor.call("DELETE", "/channels/{channel_id}/pins/{message_id}", CHANNEL, message, status=204)
