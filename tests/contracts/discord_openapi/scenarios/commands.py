"""Application commands."""

from tests.contracts.discord_openapi.visitor import Visitor
from tests.unit.infra.discord_sim.worlds import BOT, GUILD

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
_BAN = {
    "name": "ban",
    "description": "Ban somebody",
    "options": [{"type": 6, "name": "who", "description": "Whom", "required": True}],
    "default_member_permissions": 4,
}


async def register(visitor: Visitor) -> None:
    for path, where in ((_GLOBAL, (BOT,)), (_GUILD, (BOT, GUILD))):
        created = await visitor.call("POST", path, *where, status=201, body=_BAN)
        again = await visitor.call("POST", path, *where, status=200, body=_BAN | {"description": "Ban"})
        assert again["id"] == created["id"]
        one = f"{path}/{{command_id}}"
        await visitor.call("GET", one, *where, created["id"], status=200)
        await visitor.call("PATCH", one, *where, created["id"], status=200, body={"nsfw": True})
        everything = [_BAN, {"name": "Report", "type": 3}]
        listed = await visitor.call("PUT", path, *where, status=200, body=everything)
        assert listed[0]["id"] == created["id"]
        assert len(await visitor.call("GET", path, *where, status=200, query={"with_localizations": True})) == 2
        await visitor.call("DELETE", one, *where, created["id"], status=204)
        await visitor.call("GET", one, *where, created["id"], status=404)


async def permissions(visitor: Visitor) -> None:
    assert await visitor.call("GET", f"{_GUILD}/permissions", BOT, GUILD, status=200) == []
    one = f"{_GUILD}/{{command_id}}/permissions"
    await visitor.call("GET", one, BOT, GUILD, 5, status=404)


async def refusals(visitor: Visitor) -> None:
    await visitor.call("POST", _GLOBAL, BOT, status=400, body=_BAN | {"name": "Ban Him"})
    await visitor.call("POST", _GLOBAL, BOT, status=400, body={"name": "ban"})
    await visitor.call("GET", _GLOBAL, 1, status=403)
