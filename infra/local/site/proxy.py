"""Passes a request on to the API and its answer back, headers and all."""

import uuid
from typing import Final

from aiohttp import ClientError, ClientSession, DummyCookieJar, TCPConnector, web
from multidict import CIMultiDict

# RFC 9110, 7.6.1: these belong to one hop.
_HOP: Final = {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
               "trailer", "transfer-encoding", "upgrade"}  # fmt: skip


def api_session() -> ClientSession:
    """A client that keeps no cookies, follows nothing and unpacks nothing.

    A connection each: one kept open would fail the first request after the API was restarted. It adds no header
    of its own: a request without a body has no content type.
    """
    return ClientSession(
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Content-Type", "User-Agent"),
        connector=TCPConnector(force_close=True),
    )


async def forward(request: web.Request, session: ClientSession, api_url: str) -> web.StreamResponse:
    """Raise nothing: an API that is down is a 502 in the API's own form."""
    body = await request.read() if request.body_exists else None
    try:
        async with session.request(
            request.method, api_url + request.raw_path, headers=_outgoing(request), data=body, allow_redirects=False
        ) as answer:
            response = web.Response(status=answer.status, body=await answer.read())
            for name, value in answer.headers.items():
                if name.lower() not in _HOP | {"content-length", "date", "server"}:
                    response.headers.add(name, value)
            return response
    except (ClientError, TimeoutError):
        problem = {
            "code": "api_unavailable",
            "message": "The API does not answer right now.",
            "request_id": request.headers.get("X-Request-Id") or uuid.uuid4().hex,
        }
        return web.json_response(problem, status=502)


def _outgoing(request: web.Request) -> CIMultiDict[str]:
    headers = CIMultiDict((name, value) for name, value in request.headers.items() if name.lower() not in _HOP)
    passed_by = headers.get("X-Forwarded-For")
    client = request.remote or ""
    headers["X-Forwarded-For"] = f"{passed_by}, {client}" if passed_by else client
    headers["X-Forwarded-Host"] = request.host
    headers.setdefault("X-Forwarded-Proto", request.scheme)
    return headers
