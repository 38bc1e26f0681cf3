"""Answers that no handler gives: wrong paths and methods, and our own mistakes."""

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from infra.discord_sim.rest import replies

_TOO_LARGE = 40005

log = logging.getLogger(__name__)


@web.middleware
async def speak_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every error a JSON body of Discord's shape."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        return replies.json({"message": "Request entity too large", "code": _TOO_LARGE}, 413)
    except web.HTTPException as problem:
        return replies.status(problem.status, problem.reason)
    except Exception:
        log.exception("rest.failed", extra={"method": request.method, "route": _template(request)})
        return replies.status(500, "Internal Server Error")


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"
