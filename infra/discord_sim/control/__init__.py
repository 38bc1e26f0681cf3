"""The control API: make things happen in the simulated Discord, and break it. Documented in ../README.md."""

from aiohttp import web

from infra.discord_sim.community.life import Life
from infra.discord_sim.control import (
    channels,
    commands,
    faults,
    gateway,
    guilds,
    members,
    messages,
    overview,
    time,
    users,
    voice,
)
from infra.discord_sim.control.desk import Desk
from infra.discord_sim.control.guard import guarded
from infra.discord_sim.gateway import HUB, SOCKETS
from infra.discord_sim.simulator import Simulator


def setup(app: web.Application, simulator: Simulator, life: Life | None) -> None:
    """Serve the control API under `/control`; the gateway must be there already."""
    desk = Desk(simulator=simulator, hub=app[HUB], sockets=app[SOCKETS], life=life)
    sub = web.Application(middlewares=[guarded])
    for part in (overview, messages, members, voice, guilds, channels, commands, users, gateway, faults, time):
        part.add_routes(sub.router, desk)
    app.add_subapp("/control", sub)
