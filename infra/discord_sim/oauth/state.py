"""The grants of one running application, for REST and the consent page alike."""

import secrets

from aiohttp import web

from infra.discord_sim.oauth.grants import Grants
from infra.discord_sim.simulator import Simulator

_GRANTS: web.AppKey[Grants] = web.AppKey("grants", Grants)


def grants_of(app: web.Application, simulator: Simulator) -> Grants:
    """Return the application's grants, made by whoever asks first."""
    if _GRANTS not in app:
        app[_GRANTS] = Grants(simulator.world.clock, lambda: secrets.token_urlsafe(24))
    return app[_GRANTS]
