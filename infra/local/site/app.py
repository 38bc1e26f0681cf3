"""The site as an application."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final

from aiohttp import ClientSession, web

from infra.local.site.files import File, Files
from infra.local.site.proxy import api_session, forward

_FILES: Final = web.AppKey("files", Files)
_SESSION: Final = web.AppKey("session", ClientSession)
_API_URL: Final = web.AppKey("api_url", str)
_LARGEST_BODY: Final = (
    10 * 1024 * 1024
)  # docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: payload size


def site(folder: Path, api_url: str, headers: Mapping[str, str]) -> web.Application:
    app = web.Application(client_max_size=_LARGEST_BODY)
    app[_FILES] = Files(folder)
    app[_API_URL] = api_url
    app.cleanup_ctx.append(_with_session)
    app.router.add_route("*", "/api/{rest:.*}", _to_api)
    app.router.add_get("/{path:.*}", _file)

    async def secure(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(headers)

    app.on_response_prepare.append(secure)
    return app


async def _with_session(app: web.Application) -> AsyncIterator[None]:
    async with api_session() as session:
        app[_SESSION] = session
        yield


async def _to_api(request: web.Request) -> web.StreamResponse:
    return await forward(request, request.app[_SESSION], request.app[_API_URL])


async def _file(request: web.Request) -> web.StreamResponse:
    found = request.app[_FILES].find(request.match_info["path"])
    if found is None:
        return web.Response(status=404, text="Not found\n")
    return _answer(request, found)


def _answer(request: web.Request, file: File) -> web.Response:
    compressed = file.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {
        "Content-Type": file.content_type,
        "Cache-Control": file.cache_control,
        "ETag": f'"{file.etag}{"-gzip" if compressed else ""}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    if compressed:
        return web.Response(body=file.gzipped, headers={**headers, "Content-Encoding": "gzip"})
    return web.Response(body=file.body, headers=headers)
