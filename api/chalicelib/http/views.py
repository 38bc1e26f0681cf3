"""From a declared route to a view of Chalice: check the request, run the handler, write the answer."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from chalice.app import Request, Response
from msgspec.structs import replace

from chalicelib.http.bodies import checked_body
from chalicelib.http.call import Call
from chalicelib.http.cookies import parse_cookies, set_cookie
from chalicelib.http.declaration import Access, Route, permission_needed
from chalicelib.http.errors import problem_response
from chalicelib.http.etags import etag_of, is_listed
from chalicelib.http.gate import end_login_of, pass_gate
from chalicelib.http.once import answered_once
from chalicelib.http.paths import ChannelPath, GuildPath
from chalicelib.http.replies import Reply
from chalicelib.services import Services
from shared.kernel import json
from shared.kernel.callers import Caller
from shared.kernel.errors import AppError, GrantRevokedError, GuildForbiddenError, NotFoundError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)


def view_of(route: Route, services: Services, current_request: Callable[[], Request]) -> Callable[..., Response]:
    """Return the route's view; nothing that a handler raises leaves it."""
    decoder = json.Decoder(route.body) if route.body else None

    def view(**path: str) -> Response:
        request = current_request()
        who = None
        try:
            who = pass_gate(route, services, request)
            if route.once and who is not None:
                return answered_once(services, request, path, who, lambda: answered(request, path, who))
        except AppError as error:
            return refused(error, who)
        return answered(request, path, who)

    def answered(request: Request, path: dict[str, str], who: Caller | None) -> Response:
        try:
            call = _call(route, services, request, path, who)
            answer = route.handler(call, **_inputs(route, request, path, decoder))
            return _response(route, answer, request.headers.get("if-none-match", ""))
        except AppError as error:
            return refused(error, who)
        except Exception:
            log.exception("request.failed")
            return problem_response(AppError())

    def refused(error: AppError, who: Caller | None) -> Response:
        if isinstance(error, GrantRevokedError) and who is not None:
            end_login_of(who, services)
        if error.status >= 500:
            log.warning("request.refused", extra={"code": error.code}, exc_info=error.__cause__)
        return problem_response(error)

    view.__name__ = route.name
    return view


def _call(route: Route, services: Services, request: Request, path: dict[str, str], who: Caller | None) -> Call:
    """Let the caller in as the route's access demands."""
    call = Call(
        services=services,
        cookies=parse_cookies(request.headers.get("cookie", "")),
        user_agent=request.headers.get("user-agent", ""),
        if_match=request.headers.get("if-match", ""),
        idempotency_key=request.headers.get("idempotency-key", ""),
        who=who,
    )
    if who is None or route.needs is None:
        return call
    guild_id = _guild_of(route, services, path)
    access = services.access.require(who.user_id, guild_id, permission_needed(route.needs, path))
    return replace(call, guild=guild_id, guild_access=access)


def _guild_of(route: Route, services: Services, path: dict[str, str]) -> Snowflake:
    """Return the guild that a request is about; a channel that is nowhere looks like somebody else's."""
    if route.access is Access.GUILD:
        return json.convert(path, GuildPath, strict=False).guild_id
    channel_id = json.convert(path, ChannelPath, strict=False).channel_id
    try:
        return services.discord.snapshots.guild_of_channel(channel_id)
    except NotFoundError as error:
        raise GuildForbiddenError from error


def _inputs(
    route: Route, request: Request, path: dict[str, str], decoder: json.Decoder[msgspec.Struct] | None
) -> dict[str, msgspec.Struct]:
    """Return the handler's arguments beside the call."""
    inputs: dict[str, msgspec.Struct] = {}
    if route.path is not None:
        inputs["path"] = json.convert(path, route.path, strict=False)
    if route.query is not None:
        inputs["query"] = json.convert(dict(request.query_params or {}), route.query, strict=False)
    if decoder is not None:
        inputs["body"] = decoder.decode(checked_body(_raw(request) or b"{}"))
    return inputs


def _raw(request: Request) -> bytes:
    body = request.raw_body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body


def _response(route: Route, answer: Any, if_none_match: str) -> Response:
    reply = answer if isinstance(answer, Reply) else Reply(body=answer)
    headers: dict[str, str | list[str]] = {"Content-Type": "application/json"}
    if reply.location is not None:
        headers["Location"] = reply.location
    if reply.cookies:
        headers["Set-Cookie"] = [set_cookie(cookie) for cookie in reply.cookies]
    body = b"" if reply.body is None else json.encode(reply.body)
    if body and not reply.cookies:
        headers["ETag"] = etag = etag_of(body)
        if route.method == "GET" and if_none_match and is_listed(etag, if_none_match):
            return Response("", headers={"ETag": etag}, status_code=304)
    return Response(body.decode(), headers=headers, status_code=route.status)
