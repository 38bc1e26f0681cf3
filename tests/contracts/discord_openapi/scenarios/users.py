"""Users, the gateway's address, the application."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import BOT, GUILD, MEMBER, MODERATOR


async def me(visitor: Visitor) -> None:
    shown = await visitor.call("GET", "/users/@me", status=200)
    assert shown["id"] == str(BOT)
    await visitor.call("PATCH", "/users/@me", status=200, body={"username": "guildhall2"})
    guilds = await visitor.call("GET", "/users/@me/guilds", status=200, query={"with_counts": True, "limit": 200})
    assert [each["id"] for each in guilds] == [str(GUILD)]
    await visitor.call("GET", "/users/@me/guilds/{guild_id}/member", GUILD, status=200)
    await visitor.call("DELETE", "/users/@me/guilds/{guild_id}", GUILD, status=204)


async def others(visitor: Visitor) -> None:
    await visitor.call("GET", "/users/{user_id}", MEMBER, status=200)
    await visitor.call("GET", "/users/{user_id}", 1, status=404)
    opened = await visitor.call("POST", "/users/@me/channels", status=200, body={"recipient_id": str(MODERATOR)})
    again = await visitor.call("POST", "/users/@me/channels", status=200, body={"recipient_id": str(MODERATOR)})
    assert opened["id"] == again["id"]
    await visitor.call("DELETE", "/channels/{channel_id}", opened["id"], status=200)


async def addresses(visitor: Visitor) -> None:
    await visitor.call("GET", "/gateway", status=200)
    await visitor.call("GET", "/gateway/bot", status=200)
    await visitor.call("GET", "/applications/@me", status=200)
    await visitor.call("GET", "/oauth2/applications/@me", status=200)
