"""Skip time, and set how much is talked."""

from datetime import timedelta

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, reply


class Skip(msgspec.Struct, frozen=True, kw_only=True):
    """How far to go. `lively`: the community lives through it, each thing at its own moment; else it sleeps."""

    seconds: float
    lively: bool = False


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How much is talked."""

    messages_per_minute: float


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `/control/time` and `/control/rate`."""

    async def skip(request: web.Request) -> web.Response:
        asked = await body(request, Skip)
        by = timedelta(seconds=max(0.0, asked.seconds))
        if asked.lively:
            desk.living().advance(by)
        else:
            desk.world.clock.advance(by)
        return reply({"now": desk.world.clock.now().isoformat()})

    async def rate(request: web.Request) -> web.Response:
        asked = await body(request, Rate)
        desk.living().set_rate(max(0.0, asked.messages_per_minute))
        return reply({"messages_per_minute": desk.living().rate})

    router.add_post("/time", skip)
    router.add_put("/rate", rate)
