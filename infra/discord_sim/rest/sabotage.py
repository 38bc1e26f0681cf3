"""Spoil requests as the control API asked for: latency, dropped connections, 429, 5xx, malformed answers."""

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from infra.discord_sim.limits import answers
from infra.discord_sim.limits.limiter import Scope, Verdict
from infra.discord_sim.rest import replies
from infra.discord_sim.simulator import Simulator


def sabotage(simulator: Simulator) -> Middleware:
    """Make the middleware that carries out the simulator's faults."""

    @web.middleware
    async def spoil(request: web.Request, handler: Handler) -> web.StreamResponse:
        faults = simulator.faults
        if not request.path.startswith(faults.path_prefix):
            return await handler(request)
        if faults.latency_seconds:
            await asyncio.sleep(faults.latency_seconds)
        return _spoiled(request, simulator) or await handler(request)

    return spoil


def _spoiled(request: web.Request, simulator: Simulator) -> web.StreamResponse | None:
    faults = simulator.faults
    if faults.take("rest_drop"):
        return _dropped(request)
    if faults.take("rest_429"):
        return answers.too_many(_refusal(simulator))
    if faults.take("rest_5xx"):
        return web.Response(text="upstream connect error", status=faults.rest_5xx_status)
    if faults.take("rest_malformed"):
        return web.Response(body=b'{"id": "1", "name":', content_type="application/json")
    return None


def _dropped(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return replies.empty()


def _refusal(simulator: Simulator) -> Verdict:
    seconds = simulator.faults.rest_429_retry_after
    return Verdict(
        allowed=False,
        scope=Scope(simulator.faults.rest_429_scope),
        limit=1,
        remaining=0,
        resets_at=simulator.world.clock.seconds() + seconds,
        reset_after=seconds,
        bucket_hash="0" * 32,
    )
