"""The server of the page: no path leads out of its folder, no request past the API, no request into another one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from infra.local.site.app import site
from infra.local.site.policy import security_headers

SECRET = "not yours"
POST = "POST /api/a HTTP/1.1\r\nHost: x\r\n"
OUT = [
    "/../secret.txt", "/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt", "/..\\secret.txt", "/assets/../../secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt", "//secret.txt", "/./../secret.txt", "/..;/secret.txt", "/%252e%252e/secret.txt",
    "/%c0%ae%c0%ae/secret.txt", "/....//secret.txt", "{absolute}", "/{absolute}", "/%2f{absolute}", "/link.txt",
    "/way/secret.txt",
    "/%00", "/%00/../secret.txt", "/index.html%00.txt", "/" + "a" * 4_000, "/" + "a/" * 1_000, "/%ff%fe",
    "/?../secret.txt",
    "/api/../../secret.txt", "/api/%2e%2e/%2e%2e/secret.txt", "/con", "/assets/", "/assets", "/.git/config", "/.env",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Guildhall</title>")
    (tmp_path / "secret.txt").write_text(SECRET)
    (dist / "link.txt").symlink_to(tmp_path / "secret.txt")
    (dist / "way").symlink_to(tmp_path)
    return dist


async def _echo(request: web.Request) -> web.Response:
    return web.json_response({"path": request.raw_path, "body": await request.text()})


@pytest.fixture
async def server(folder: Path) -> AsyncIterator[BaseTestServer]:
    api = web.Application()
    api.router.add_route("*", "/{path:.*}", _echo)
    headers = security_headers(
        gateway_url="ws://127.0.0.1:1/x", cdn_url="http://127.0.0.1:2/cdn", uploads_url="http://127.0.0.1:3"
    )
    async with TestServer(api) as behind:
        app = site(folder, str(behind.make_url("")).rstrip("/"), headers)
        async with TestServer(app) as front:
            yield front


async def say(server: BaseTestServer, request: bytes) -> bytes:
    """Say exactly this; return all that is answered until the server hangs up, or is silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request)
    answer = b""
    try:
        async with asyncio.timeout(1):
            while chunk := await reader.read(65_536):
                answer += chunk
    except TimeoutError:
        pass
    writer.close()
    return answer


@pytest.mark.parametrize("path", OUT, ids=lambda path: path[:30])
async def test_no_path_leads_out_of_the_folder(server: BaseTestServer, folder: Path, path: str) -> None:
    target = path.replace("{absolute}", str(folder.parent / "secret.txt"))

    answer = await say(server, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert SECRET.encode() not in answer
    assert answer.split(b" ")[1] in {b"200", b"400", b"404"}, answer[:200]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:9/api/x", "//127.0.0.1:9/api/x", "@127.0.0.1:9/api/x", ":9/api/x", ".evil.example/api/x",
     "/api/..//127.0.0.1:9/", "/api/@127.0.0.1:9", "/api/\\127.0.0.1:9", "http://a@127.0.0.1:9/api/x", "x:/api/y", "*"],
)  # fmt: skip
async def test_no_request_is_sent_to_another_server(server: BaseTestServer, target: str) -> None:
    answer = await say(server, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    refused = answer.split(b" ")[1] in {b"400", b"404", b"502"}
    assert refused or b'"path"' in answer or b"<title>" in answer, answer[:300]


@pytest.mark.parametrize(
    "request_text",
    [
        f"{POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/smuggled",
        f"{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\nGET /api/smuggled",
        f"{POST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdefGET /api/smuggled",
        f"{POST}Content-Length: +5\r\n\r\nabcdeGET /api/smuggled",
        f"{POST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nGET /api/smuggled",
        "GET /api/a HTTP/1.1\r\nHost: x\r\nX: y\rGET /api/smuggled HTTP/1.1\r\n\r\n",
        "GET /api/a HTTP/1.1\nHost: x\nX: y\n Transfer-Encoding: chunked\n\nGET /api/smuggled",
        "GET /api/a\r\nGET /api/smuggled HTTP/1.1\r\n\r\n",
        "GET /api/a HTTP/9.9\r\n\r\n",
    ],
)
async def test_no_request_hides_in_another_one(server: BaseTestServer, request_text: str) -> None:
    answer = await say(server, f"{request_text} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))

    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400", b"HTTP/1.1 501"))
    assert b'"/api/smuggled"' not in answer


@pytest.mark.parametrize("path", ["/", "/guilds/7", "/nothing.js", "/api/x", "/%2e%2e/x"])
async def test_every_answer_has_the_policy(server: BaseTestServer, path: str) -> None:
    answer = await say(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    head = answer.partition(b"\r\n\r\n")[0].decode()
    (policy,) = (line for line in head.splitlines() if line.lower().startswith("content-security-policy:"))
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "nosniff" in head


async def test_headers_without_end_are_refused(server: BaseTestServer) -> None:
    answer = await say(server, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n")

    assert answer.split(b" ")[1] in {b"400", b"431"}


async def test_a_body_without_end_is_refused(server: BaseTestServer) -> None:
    body = b"x" * (11 * 1024 * 1024)
    head = f"POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()

    assert (await say(server, head + body)).split(b" ")[1] == b"413"
