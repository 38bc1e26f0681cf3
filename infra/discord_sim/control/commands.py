"""Use the application's commands, buttons and modals as somebody."""

from typing import Any

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import interactions
from infra.discord_sim.world.actions.interactions import InteractionType, Use


class Gesture(msgspec.Struct, frozen=True, kw_only=True):
    """Who does what, where; `data` in Discord's form."""

    user_id: int
    data: dict[str, Any]
    type: InteractionType = InteractionType.APPLICATION_COMMAND
    guild_id: int | None = None
    channel_id: int | None = None
    message_id: int | None = None


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `/control/interactions`."""

    async def use(request: web.Request) -> web.Response:
        gesture = await body(request, Gesture)
        client_id = desk.simulator.options.credentials.client_id
        started = interactions.start(desk.world, Use(application_id=client_id, **msgspec.structs.asdict(gesture)))
        return reply({"id": str(started.id)})

    async def look(request: web.Request) -> web.Response:
        found = desk.world.interactions.get(part(request, "interaction"))
        if found is None:
            raise web.HTTPNotFound
        answered = found.response_message_id
        shown = None
        if answered is not None and found.channel_id is not None:
            shown = render.message(desk.world, desk.world.message(found.channel_id, answered))
        return reply({"id": str(found.id), "response_type": found.response_type, "message": shown})

    router.add_post("/interactions", use)
    router.add_get(r"/interactions/{interaction:\d+}", look)
