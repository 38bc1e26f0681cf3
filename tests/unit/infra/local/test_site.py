"""The site server behaves as CloudFront in front of the bucket and the API."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from infra.local.site.app import site
from infra.local.site.policy import security_headers, style_sources

Client = TestClient[web.Request, web.Application]
HEADERS = security_headers(
    gateway_url="ws://127.0.0.1:1/x/y", cdn_url="http://127.0.0.1:2/cdn", uploads_url="http://127.0.0.1:3"
)


async def _api(request: web.Request) -> web.Response:
    if request.path == "/api/login":
        response = web.Response(status=302, headers={"Location": "http://elsewhere.example/"})
        response.headers.add("Set-Cookie", "a=1; Path=/")
        response.headers.add("Set-Cookie", "b=2; Path=/api/auth; HttpOnly")
        return response
    return web.json_response({"forwarded": request.headers["X-Forwarded-For"], "body": await request.text()})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Guildhall</title>")
    (dist / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("not yours")
    return dist


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[Client]:
    api = web.Application()
    api.router.add_route("*", "/{path:.*}", _api)
    async with TestServer(api) as upstream:
        app = site(folder, str(upstream.make_url("")).rstrip("/"), HEADERS)
        async with TestClient(TestServer(app), auto_decompress=False) as ready:
            yield ready


async def test_a_deep_link_gets_the_page_and_is_asked_for_again(client: Client) -> None:
    answer = await client.get("/guilds/1/events", headers={"Accept-Encoding": "identity"})

    assert answer.status == 200
    assert "Guildhall" in await answer.text()
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_a_hashed_file_is_kept_for_ever_and_travels_compressed(client: Client) -> None:
    answer = await client.get("/assets/main-1a2b.js", headers={"Accept-Encoding": "gzip, br"})

    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(await answer.read()) == b"export {}"


async def test_a_file_that_is_unchanged_is_not_sent_again(client: Client) -> None:
    first = await client.get("/")

    again = await client.get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status == 304


@pytest.mark.parametrize("path", ["/assets/missing.js", "/%2e%2e/secret.txt", "/..%2fsecret.txt"])
async def test_what_is_not_part_of_the_site_is_not_found(client: Client, path: str) -> None:
    answer = await client.get(path)

    assert answer.status == 404


async def test_redirects_and_every_cookie_of_the_api_reach_the_browser(client: Client) -> None:
    answer = await client.get("/api/login", allow_redirects=False)

    assert answer.status == 302
    assert answer.headers["Location"] == "http://elsewhere.example/"
    assert answer.headers.getall("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/api/auth; HttpOnly"]


async def test_the_api_learns_who_asked(client: Client) -> None:
    answer = await client.post("/api/x?y=1", data="hello", headers={"X-Forwarded-For": "10.0.0.1"})

    assert await answer.json() == {"forwarded": "10.0.0.1, 127.0.0.1", "body": "hello"}


async def test_an_api_that_is_down_is_said_in_the_apis_own_form(folder: Path) -> None:
    async with TestClient(TestServer(site(folder, "http://127.0.0.1:9", HEADERS))) as client:
        answer = await client.get("/api/health", headers={"X-Request-Id": "r1"})

        assert answer.status == 502
        assert (await answer.json())["code"] == "api_unavailable"
        assert (await answer.json())["request_id"] == "r1"


async def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/", "/assets/missing.js", "/api/x"):
        answer = await client.get(path)

        assert HEADERS.items() <= answer.headers.items()


def test_the_policy_lets_the_page_reach_only_its_own_parts(tmp_path: Path) -> None:
    (tmp_path / "csp.json").write_text('{"style-src": ["\'sha256-abc\'"]}')
    headers = security_headers(
        gateway_url="wss://gateway.example/live",
        cdn_url="https://cdn.example/x",
        uploads_url="https://s3.example/x",
        style_sources=style_sources(tmp_path),
    )

    policy = headers["Content-Security-Policy"].split("; ")

    assert {"script-src 'self'", "style-src 'self' 'sha256-abc'", "connect-src 'self' wss://gateway.example https://s3.example",
            "img-src 'self' data: https://cdn.example", "frame-ancestors 'none'"} <= set(policy)  # fmt: skip
