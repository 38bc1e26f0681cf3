"""Mount REST v10 on the simulator's web application."""

from email.utils import format_datetime
from functools import partial

from aiohttp import hdrs, web

from infra.discord_sim.limits.limiter import Limiter
from infra.discord_sim.limits.middleware import invalid_requests
from infra.discord_sim.oauth.state import grants_of
from infra.discord_sim.rest.call import Backend
from infra.discord_sim.rest.endpoint import endpoint
from infra.discord_sim.rest.middleware import speak_json
from infra.discord_sim.rest.resources import ROUTES
from infra.discord_sim.rest.routes import Route
from infra.discord_sim.rest.sabotage import sabotage
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.clock import Clock

PREFIX = "/api/v10"


def setup(app: web.Application, simulator: Simulator) -> None:
    """Add every route, with limits and faults, under `/api/v10`."""
    limits = simulator.options.limits
    backend = Backend(simulator=simulator, grants=grants_of(app, simulator), limiter=Limiter(limits))
    api = web.Application(
        middlewares=[invalid_requests(limits, simulator.world.clock.seconds), sabotage(simulator), speak_json]
    )
    api.on_response_prepare.append(partial(_tell_time, simulator.world.clock))
    for route in sorted(ROUTES, key=_literal_first):
        api.router.add_route(route.method, route.template, endpoint(backend, route))
    app.add_subapp(PREFIX, api)


async def _tell_time(clock: Clock, _: web.Request, response: web.StreamResponse) -> None:
    """Let `Date` be the world's time, which tests move."""
    response.headers[hdrs.DATE] = format_datetime(clock.now(), usegmt=True)


def _literal_first(route: Route) -> tuple[list[bool], str]:
    """Let `/members/search` be tried before `/members/{user_id}`, and keep a template's methods together."""
    return [part.startswith("{") for part in route.template.split("/")], route.template
