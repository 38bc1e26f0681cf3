"""Where clients come in to the gateway."""

import asyncio
import logging

from aiohttp import web

from infra.discord_sim.gateway.codes import REASONS, CloseCode
from infra.discord_sim.gateway.compression import Transport
from infra.discord_sim.gateway.hub import Hub
from infra.discord_sim.gateway.websocket import Socket
from infra.discord_sim.simulator import Simulator

log = logging.getLogger(__name__)

HUB: web.AppKey[Hub] = web.AppKey("hub", Hub)
SOCKETS: web.AppKey[set[Socket]] = web.AppKey("sockets", set)


def setup(app: web.Application, simulator: Simulator) -> None:
    """Serve the gateway at `/gateway`."""
    app[HUB] = Hub(simulator)
    app[SOCKETS] = set()
    app.router.add_get("/gateway", _enter)
    app.router.add_get("/gateway/", _enter)
    app.on_shutdown.append(_send_all_home)


async def _enter(request: web.Request) -> web.StreamResponse:
    hub, sockets = request.app[HUB], request.app[SOCKETS]
    if hub.simulator.faults.gateway_refused:
        raise web.HTTPServiceUnavailable
    compress = request.query.get("compress", "")
    if request.query.get("v") != "10":
        return await _refuse(request, CloseCode.INVALID_API_VERSION)
    if request.query.get("encoding", "json") != "json" or compress not in set(Transport):
        return await _refuse(request, CloseCode.DECODE_ERROR)
    socket = Socket(hub, request, Transport(compress))
    sockets.add(socket)
    log.info("gateway.connected", extra={"compress": compress or "none", "connections": len(sockets)})
    try:
        return await socket.serve()
    finally:
        sockets.discard(socket)
        log.info("gateway.disconnected", extra={"connections": len(sockets)})


async def _refuse(request: web.Request, code: CloseCode) -> web.WebSocketResponse:
    web_socket = web.WebSocketResponse()
    await web_socket.prepare(request)
    await web_socket.close(code=code, message=REASONS[code].encode())
    return web_socket


async def _send_all_home(app: web.Application) -> None:
    for socket in app[SOCKETS]:
        socket.hang_up(1001)
    await asyncio.sleep(0)
