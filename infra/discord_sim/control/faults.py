"""Set, see and clear faults; put the application's flags and token as a test needs them."""

from http import HTTPStatus

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, reply
from infra.discord_sim.faults import Faults


class ApplicationChanges(msgspec.Struct, frozen=True, kw_only=True):
    """New flags of the application: without 1<<13, 1<<15, 1<<19 privileged intents are refused."""

    flags: int


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `/control/faults` and `/control/application`."""

    async def show(_: web.Request) -> web.Response:
        return reply(desk.simulator.faults)

    async def put(request: web.Request) -> web.Response:
        desk.simulator.faults = await body(request, Faults)
        return reply(desk.simulator.faults)

    async def clear(_: web.Request) -> web.Response:
        desk.simulator.faults = Faults()
        return reply({}, HTTPStatus.OK)

    async def application(_: web.Request) -> web.Response:
        client_id = desk.simulator.options.credentials.client_id
        return reply({"id": str(client_id), "bot_token": desk.simulator.bot_token})

    async def change_application(request: web.Request) -> web.Response:
        changes = await body(request, ApplicationChanges)
        desk.world.applications[desk.simulator.options.credentials.client_id].flags = changes.flags
        return reply({})

    router.add_get("/faults", show)
    router.add_put("/faults", put)
    router.add_delete("/faults", clear)
    router.add_get("/application", application)
    router.add_patch("/application", change_application)
