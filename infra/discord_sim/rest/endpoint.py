"""Lead a request to its handler: credentials, limits, body, and the answer with its headers."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from infra.discord_sim.limits import answers
from infra.discord_sim.limits.limiter import Call as LimitedCall
from infra.discord_sim.limits.limiter import Verdict
from infra.discord_sim.rest import credentials, reasons, replies, uploads
from infra.discord_sim.rest.call import Backend, Call, Caller
from infra.discord_sim.rest.routes import Reply, Route
from infra.discord_sim.world.errors import DiscordError


def endpoint(backend: Backend, route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make aiohttp's handler of a route."""

    async def serve(request: web.Request) -> web.Response:
        header = request.headers.get("Authorization")
        try:
            caller = credentials.identify(backend.simulator, backend.grants, header, route.access)
        except DiscordError as problem:
            return replies.failure(problem)
        verdict = _judge(backend, route, request, caller)
        if verdict is not None and not verdict.allowed:
            return answers.too_many(verdict)
        response = await _answer(backend, route, request, caller)
        if verdict is not None:
            response.headers.update(answers.headers(verdict))
        return response

    return serve


def _judge(backend: Backend, route: Route, request: web.Request, caller: Caller) -> Verdict | None:
    identity = f"user {caller.user_id}" if caller.user_id is not None else f"address {request.remote}"
    limited = LimitedCall(
        method=route.method, template=route.template, parameters=request.match_info, identity=identity
    )
    return backend.limiter.judge(limited, backend.simulator.world.clock.seconds())


async def _answer(backend: Backend, route: Route, request: web.Request, caller: Caller) -> web.Response:
    try:
        call = Call(
            backend=backend,
            caller=caller,
            parameters=request.match_info,
            query_values=request.query,
            body=await uploads.read(request),
            authorization=request.headers.get("Authorization"),
            reason=reasons.read(request.headers.get("X-Audit-Log-Reason")),
        )
        payload = route.handler(call)
    except DiscordError as problem:
        return replies.failure(problem)
    if isinstance(payload, Reply):
        return replies.json(payload.payload, payload.status)
    return replies.empty() if payload is None else replies.json(payload, route.status)
