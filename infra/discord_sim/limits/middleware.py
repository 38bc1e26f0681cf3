"""Refuse banned addresses, and count the invalid requests of the others."""

from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from infra.discord_sim.limits import answers
from infra.discord_sim.limits.invalid import InvalidRequests
from infra.discord_sim.limits.limiter import Scope
from infra.discord_sim.limits.options import LimitOptions


def invalid_requests(options: LimitOptions, seconds: Callable[[], float]) -> Middleware:
    """Make the middleware; `seconds` tells the time."""
    budget = InvalidRequests(options)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = request.remote or ""
        if wait := budget.banned_for(address, seconds()):
            return answers.banned(wait)
        response = await handler(request)
        is_shared = response.headers.get("X-RateLimit-Scope") == Scope.SHARED
        budget.record(address, response.status, seconds(), shared=is_shared)
        return response

    return guard
