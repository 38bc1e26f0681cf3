"""Put the doors of the simulated Discord into one web application."""

import importlib
import importlib.util

from aiohttp import web

from infra.discord_sim.options import Options
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.world import World

SIMULATOR: web.AppKey[Simulator] = web.AppKey("simulator", Simulator)


def create_app(world: World, options: Options) -> web.Application:
    """Make the web application: REST, gateway, OAuth, CDN and, if asked for, control."""
    simulator = Simulator(world=world, options=options)
    app = web.Application()
    app[SIMULATOR] = simulator
    for door in ("rest", "oauth", "gateway", "control"):
        name = f"infra.discord_sim.{door}"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).setup(app, simulator)
    return app
