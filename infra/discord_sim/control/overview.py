"""See who and what there is."""

from typing import Any

from aiohttp import web

from infra.discord_sim.control.desk import Desk, reply
from infra.discord_sim.world.model import Guild


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `GET /control/world`."""

    async def world(_: web.Request) -> web.Response:
        bots = {one.bot_id for one in desk.world.applications.values()}
        people = [one for one in desk.world.users.values() if one.email]
        return reply(
            {
                "now": desk.world.clock.now().isoformat(),
                "seed": desk.world.seed,
                "bot_ids": [str(each) for each in bots],
                "people": [{"id": str(one.id), "username": one.username} for one in people],
                "guilds": [_guild(one, bots) for one in desk.world.guilds.values()],
            }
        )

    router.add_get("/world", world)


def _guild(one: Guild, bots: set[int]) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner_id),
        "member_count": len(one.members),
        "bot_present": bool(bots & one.members.keys()),
        "channels": [{"id": str(each.id), "name": each.name, "type": int(each.type)} for each in one.channels.values()],
        "roles": [{"id": str(each.id), "name": each.name} for each in one.roles.values()],
    }
