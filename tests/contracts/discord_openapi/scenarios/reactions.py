"""Reactions."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL

_ALL = "/channels/{channel_id}/messages/{message_id}/reactions"
_ONE = f"{_ALL}/{{emoji_name}}"


async def react(visitor: Visitor) -> None:
    message = (
        await visitor.call("POST", "/channels/{channel_id}/messages", CHANNEL, status=200, body={"content": "hi"})
    )["id"]
    for emoji in ("🔥", "%F0%9F%91%8D"):
        await visitor.call("PUT", f"{_ONE}/@me", CHANNEL, message, emoji, status=204)
    shown = await visitor.call("GET", "/channels/{channel_id}/messages/{message_id}", CHANNEL, message, status=200)
    assert [each["emoji"]["name"] for each in shown["reactions"]] == ["🔥", "👍"]
    who = await visitor.call("GET", _ONE, CHANNEL, message, "🔥", status=200, query={"limit": 100, "after": "0"})
    assert [each["id"] for each in who] == [str(BOT)]
    await visitor.call("DELETE", f"{_ONE}/@me", CHANNEL, message, "🔥", status=204)
    await visitor.call("DELETE", f"{_ONE}/{{user_id}}", CHANNEL, message, "👍", BOT, status=204)
    await visitor.call("PUT", f"{_ONE}/@me", CHANNEL, message, "🔥", status=204)
    await visitor.call("DELETE", _ONE, CHANNEL, message, "🔥", status=204)
    await visitor.call("DELETE", _ALL, CHANNEL, message, status=204)
    await visitor.call("PUT", f"{_ONE}/@me", CHANNEL, message, "nonsense", status=404)
