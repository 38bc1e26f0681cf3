"""Put the doors of the simulated Discord into one web application."""

from aiohttp import web

from infra.discord_sim import control, gateway, oauth, rest
from infra.discord_sim.community.life import Life
from infra.discord_sim.options import Options
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.world import World

SIMULATOR: web.AppKey[Simulator] = web.AppKey("simulator", Simulator)


def create_app(world: World, options: Options, life: Life | None = None) -> web.Application:
    """Make the web application: REST, gateway, OAuth, CDN and, if asked for, control.

    Without `life` the control API can neither raid nor chatter.
    """
    simulator = Simulator(world, options)
    world.cdn_url = options.cdn_url
    app = web.Application()
    app[SIMULATOR] = simulator
    rest.setup(app, simulator)
    oauth.setup(app, simulator)
    gateway.setup(app, simulator)
    if options.control:
        control.setup(app, simulator, life)
    app.router.add_get("/healthz", _health)
    return app


async def _health(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok", "guilds": len(request.app[SIMULATOR].world.guilds)})
