"""Discord on a bad day: every odd answer becomes one error of ours, with no text of Discord's in it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import msgspec
import pytest

from shared.adapters.discord_oauth import DiscordOAuth
from shared.adapters.discord_rest import DiscordRest
from shared.config.sections import DiscordConfig
from shared.kernel.errors import DiscordUnavailableError, GrantRevokedError, LoginStateError
from tests.fakes.clock import NOON, FakeClock


class OddAnswer(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str] = {}  # noqa: RUF012 nobody changes it


class OddServer(ThreadingHTTPServer):
    answer = OddAnswer(200, b"")
    asked = 0


class _Handler(BaseHTTPRequestHandler):
    server: OddServer

    def _reply(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.asked += 1
        status, body, headers = self.server.answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _reply  # noqa: N815 http.server finds them by these names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
        pass


@pytest.fixture
def server() -> Iterator[OddServer]:
    with OddServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def oauth(server: OddServer, discord: DiscordConfig) -> DiscordOAuth:
    url = f"http://127.0.0.1:{server.server_port}"
    return DiscordOAuth(msgspec.structs.replace(discord, api_url=url), FakeClock())


@pytest.fixture
def rest(server: OddServer) -> DiscordRest:
    return DiscordRest(f"http://127.0.0.1:{server.server_port}", sleep=lambda _: None)


ODD = [
    OddAnswer(200, b""),
    OddAnswer(200, b"<html>"),
    OddAnswer(200, b"[]"),
    OddAnswer(200, b'{"id": 7}'),
    OddAnswer(302, b"", {"Location": "http://evil.example"}),
    OddAnswer(400, b"{}"),
    OddAnswer(404, b'{"message": "404: Not Found", "code": 0}'),
    OddAnswer(429, b'{"message": "You are being rate limited.", "retry_after": 9, "global": true}'),
    OddAnswer(500, b'{"message": "500: Internal Server Error"}'),
    OddAnswer(502, b"bad gateway", {"Content-Type": "text/html"}),
]


@pytest.mark.parametrize("answer", ODD, ids=str)
def test_a_profile_that_is_none_is_discords_fault(server: OddServer, rest: DiscordRest, answer: OddAnswer) -> None:
    server.answer = answer

    with pytest.raises(DiscordUnavailableError):
        rest.read_profile("token")


@pytest.mark.parametrize("answer", ODD, ids=str)
def test_tokens_that_are_none_are_discords_fault(server: OddServer, oauth: DiscordOAuth, answer: OddAnswer) -> None:
    server.answer = answer

    with pytest.raises(DiscordUnavailableError) as caught:
        oauth.refresh("token")

    assert str(caught.value) == DiscordUnavailableError.message


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_discord_no_longer_accepts_is_told_apart(
    server: OddServer, rest: DiscordRest, status: int
) -> None:
    server.answer = OddAnswer(status, b'{"message": "401: Unauthorized", "code": 0}')

    with pytest.raises(GrantRevokedError):
        rest.list_guilds("token")


def test_a_used_code_is_a_login_that_took_too_long_and_a_used_refresh_token_a_grant_taken_back(
    server: OddServer, oauth: DiscordOAuth
) -> None:
    server.answer = OddAnswer(400, b'{"error": "invalid_grant", "error_description": "Invalid \\"code\\" in request."}')

    with pytest.raises(LoginStateError):
        oauth.exchange("code", "verifier")
    with pytest.raises(GrantRevokedError):
        oauth.refresh("token")


def test_wrong_credentials_of_ours_are_no_fault_of_the_user(server: OddServer, oauth: DiscordOAuth) -> None:
    server.answer = OddAnswer(401, b'{"error": "invalid_client"}')

    with pytest.raises(DiscordUnavailableError):
        oauth.exchange("code", "verifier")


def test_a_failure_of_discords_is_tried_again_once(server: OddServer, rest: DiscordRest) -> None:
    server.answer = OddAnswer(503, b"")

    with pytest.raises(DiscordUnavailableError):
        rest.read_profile("token")

    assert server.asked == 2


def test_a_short_pause_is_waited_for_and_a_long_one_is_passed_on(server: OddServer) -> None:
    waited: list[float] = []
    rest = DiscordRest(f"http://127.0.0.1:{server.server_port}", sleep=waited.append)
    server.answer = OddAnswer(429, b"{}", {"X-RateLimit-Reset-After": "0.7", "Retry-After": "1"})

    with pytest.raises(DiscordUnavailableError):
        rest.read_profile("token")
    assert waited == [0.7, 0.7]

    server.answer = OddAnswer(429, b"{}", {"Retry-After": "37"})
    with pytest.raises(DiscordUnavailableError) as caught:
        rest.read_profile("token")
    assert (waited, caught.value.retry_after_seconds) == ([0.7, 0.7], 37)


def test_when_a_token_ends_is_counted_from_now(server: OddServer, oauth: DiscordOAuth) -> None:
    server.answer = OddAnswer(
        200, b'{"access_token": "a", "refresh_token": "r", "expires_in": 604800, "scope": "s", "token_type": "Bearer"}'
    )

    assert (oauth.refresh("token").expires_at - NOON).days == 7


def test_all_of_many_guilds_are_listed_page_by_page(server: OddServer, rest: DiscordRest) -> None:
    page = b",".join(b'{"id": "%d", "name": "n", "permissions": "0"}' % number for number in range(1, 201))
    server.answer = OddAnswer(200, b"[" + page + b"]")

    assert len(rest.list_guilds("token")) == 2000
    assert server.asked == 10
