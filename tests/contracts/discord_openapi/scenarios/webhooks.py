"""Webhooks and what they post."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import CHANNEL, GUILD

_OF_CHANNEL = "/channels/{channel_id}/webhooks"
_ONE = "/webhooks/{webhook_id}"
_WITH_TOKEN = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGE = f"{_WITH_TOKEN}/messages/{{message_id}}"


async def manage(visitor: Visitor) -> None:
    webhook = await visitor.call("POST", _OF_CHANNEL, CHANNEL, status=200, body={"name": "News"})
    assert len(await visitor.call("GET", _OF_CHANNEL, CHANNEL, status=200)) == 1
    assert len(await visitor.call("GET", "/guilds/{guild_id}/webhooks", GUILD, status=200)) == 1
    await visitor.call("GET", _ONE, webhook["id"], status=200)
    await visitor.call("PATCH", _ONE, webhook["id"], status=200, body={"name": "Old news"})
    shown = await visitor.call("GET", _WITH_TOKEN, webhook["id"], webhook["token"], status=200)
    assert "user" not in shown
    await visitor.call("PATCH", _WITH_TOKEN, webhook["id"], webhook["token"], status=200, body={"name": "News"})
    await visitor.call("DELETE", _WITH_TOKEN, webhook["id"], webhook["token"], status=204)
    again = await visitor.call("POST", _OF_CHANNEL, CHANNEL, status=200, body={"name": "News"})
    await visitor.call("DELETE", _ONE, again["id"], status=204)


async def post(visitor: Visitor) -> None:
    webhook = await visitor.call("POST", _OF_CHANNEL, CHANNEL, status=200, body={"name": "News"})
    door = (webhook["id"], webhook["token"])
    await visitor.call("POST", _WITH_TOKEN, *door, status=204, body={"content": "quietly"})
    body = {"content": "aloud", "username": "Herald", "avatar_url": "https://example.org/a.png"}
    posted = await visitor.call("POST", _WITH_TOKEN, *door, status=200, query={"wait": True}, body=body)
    assert posted["author"]["username"] == "Herald"
    await visitor.call("GET", _MESSAGE, *door, posted["id"], status=200)
    await visitor.call("PATCH", _MESSAGE, *door, posted["id"], status=200, body={"content": "softer"})
    await visitor.call("DELETE", _MESSAGE, *door, posted["id"], status=204)


async def refusals(visitor: Visitor) -> None:
    await visitor.call("POST", _OF_CHANNEL, CHANNEL, status=400, body={"name": "Discord news"})
    await visitor.call("GET", _ONE, 1, status=404)
    webhook = await visitor.call("POST", _OF_CHANNEL, CHANNEL, status=200, body={"name": "News"})
    await visitor.call("POST", _WITH_TOKEN, webhook["id"], "wrong", status=401, body={"content": "x"})
