"""Who may use the control API: programs on this machine, not pages in a browser."""

import ipaddress
import logging
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from infra.discord_sim.world.errors import DiscordError

log = logging.getLogger(__name__)

_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse strangers with 403, and turn errors into JSON."""
    if not _is_local(request) or not _is_program(request):
        return web.json_response({"message": "only for programs on this machine"}, status=403)
    log.info("control.used", extra={"method": request.method, "path": request.path})
    try:
        return await handler(request)
    except msgspec.DecodeError as error:
        return web.json_response({"message": str(error)}, status=400)
    except DiscordError as error:
        return web.json_response(error.body(), status=error.status)


def _is_local(request: web.Request) -> bool:
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _is_program(request: web.Request) -> bool:
    # A page of another origin can neither name us as host (DNS rebinding) nor send JSON without asking first.
    named = (request.url.host or "") in _HOSTS
    return named and (request.method == "GET" or request.content_type == "application/json")
