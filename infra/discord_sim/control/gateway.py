"""Disturb gateway connections, and put events on them that never happened."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, reply
from infra.discord_sim.gateway.codes import Op
from infra.discord_sim.gateway.session import frame
from infra.discord_sim.gateway.websocket import Socket


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """Which connections: all, or those of one shard. `code` is for close, `resumable` for opcode 9."""

    shard_id: int | None = None
    code: int = 4000
    resumable: bool = False
    frame: str = "{"


class Injection(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it shall be dispatched, its data unchecked."""

    name: str
    data: dict[str, Any]
    guild_id: int | None = None
    user_id: int | None = None
    channel_id: int | None = None


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add the routes below `/control/gateway`."""

    async def overview(_: web.Request) -> web.Response:
        return reply(_overview(desk))

    async def inject(request: web.Request) -> web.Response:
        event = await body(request, Injection)
        aim = {"guild_id": event.guild_id, "user_id": event.user_id, "channel_id": event.channel_id}
        desk.world.dispatch(event.name, event.data, **aim)
        return reply({})

    async def reconnect(request: web.Request) -> web.Response:
        return _each(desk, await body(request, Aim), lambda socket, _: socket.send_raw(frame(Op.RECONNECT)))

    async def invalidate(request: web.Request) -> web.Response:
        return _each(desk, await body(request, Aim), lambda socket, aim: socket.invalidate(resumable=aim.resumable))

    async def close(request: web.Request) -> web.Response:
        return _each(desk, await body(request, Aim), lambda socket, aim: socket.hang_up(aim.code))

    async def drop(request: web.Request) -> web.Response:
        return _each(desk, await body(request, Aim), lambda socket, _: socket.drop())

    async def send(request: web.Request) -> web.Response:
        return _each(desk, await body(request, Aim), lambda socket, aim: socket.send_raw(aim.frame.encode()))

    router.add_get("/gateway", overview)
    router.add_post("/gateway/events", inject)
    for name, lever in (
        ("reconnect", reconnect),
        ("invalidate", invalidate),
        ("close", close),
        ("drop", drop),
        ("raw", send),
    ):
        router.add_post(f"/gateway/{name}", lever)


def _overview(desk: Desk) -> dict[str, Any]:
    now = desk.world.clock.seconds()
    return {
        "connections": len(desk.sockets),
        "sessions": [
            {
                "session_id": one.session_id,
                "shard": one.shard,
                "intents": one.intents,
                "seq": one.seq,
                "connected": one.outlet is not None,
            }
            for one in desk.hub.sessions.values()
        ],
        "identifies_left": desk.simulator.identifies.remaining(now),
    }


def _each(desk: Desk, aim: Aim, lever: Callable[[Socket, Aim], None]) -> web.Response:
    aimed = list(_aimed(desk, aim))
    for socket in aimed:
        lever(socket, aim)
    return reply({"connections": len(aimed)})


def _aimed(desk: Desk, aim: Aim) -> Iterator[Socket]:
    for socket in desk.sockets:
        shard = socket.session.shard[0] if socket.session else None
        if aim.shard_id is None or aim.shard_id == shard:
            yield socket
