"""Invites."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import CHANNEL, GUILD

_OF_CHANNEL = "/channels/{channel_id}/invites"


async def invite(visitor: Visitor) -> None:
    body = {"max_age": 3600, "max_uses": 5, "temporary": False, "unique": True}
    code = (await visitor.call("POST", _OF_CHANNEL, CHANNEL, status=200, body=body))["code"]
    await visitor.call("POST", _OF_CHANNEL, CHANNEL, status=200, body={})
    assert len(await visitor.call("GET", _OF_CHANNEL, CHANNEL, status=200)) == 2
    assert len(await visitor.call("GET", "/guilds/{guild_id}/invites", GUILD, status=200)) == 2
    shown = await visitor.call("GET", "/invites/{code}", code, status=200, query={"with_counts": True})
    assert shown["approximate_member_count"] == 4
    await visitor.call("DELETE", "/invites/{code}", code, status=200)
    await visitor.call("GET", "/invites/{code}", code, status=404)
