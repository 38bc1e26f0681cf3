"""What the control API works with."""

from dataclasses import dataclass
from typing import TypeVar

import msgspec
from aiohttp import web

from infra.discord_sim.community.life import Life
from infra.discord_sim.gateway.hub import Hub
from infra.discord_sim.gateway.websocket import Socket
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.world import World

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The levers: the simulator, its gateway sessions and sockets, and the community's life."""

    simulator: Simulator
    hub: Hub
    sockets: set[Socket]
    life: Life | None

    @property
    def world(self) -> World:
        """Return the world."""
        return self.simulator.world

    def living(self) -> Life:
        """Return the community's life; 409 where the world was made without one."""
        if self.life is None:
            raise web.HTTPConflict(text="this world has no community")
        return self.life


async def body(request: web.Request, kind: type[_T]) -> _T:
    """Decode a request's JSON; an empty body counts as `{}`. Ids may be strings or numbers."""
    return msgspec.json.decode(await request.read() or b"{}", type=kind, strict=False)


def reply(payload: object, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(body=msgspec.json.encode(payload), status=status, content_type="application/json")


def part(request: web.Request, name: str) -> int:
    """Return an id from the path."""
    return int(request.match_info[name])
