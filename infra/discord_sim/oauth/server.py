"""Mount the consent page and the CDN on the simulator's web application."""

from aiohttp import web

from infra.discord_sim.oauth import consent
from infra.discord_sim.oauth.cdn import Cdn
from infra.discord_sim.oauth.state import grants_of
from infra.discord_sim.simulator import Simulator


def setup(app: web.Application, simulator: Simulator) -> None:
    """Add `/oauth2/authorize` and `/cdn`; the token endpoints are part of REST."""
    world = simulator.world
    app.router.add_get("/oauth2/authorize", consent.show(world))
    app.router.add_post("/oauth2/authorize", consent.answer(world, grants_of(app, simulator)))
    app.router.add_get("/cdn/{path:.+}", Cdn(world).handle)
