"""Nothing that somebody sends becomes a header, a cookie or an address of ours."""

import socket
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import redis

from shared.kernel import json
from tests.integration.api.browser import OWN_PAGE, Browser
from tests.integration.api.variables import FRONTEND_URL

LINE_BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x0c", "\x85", "%0d%0a", "\\r\\n"]
ELSEWHERE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example",
    " //evil.example", "/ /evil.example", "https://evil.example", "https:evil.example", "http:/\\evil.example",
    "javascript:alert(1)", "data:text/html,x", "/\u2028/evil.example", "/\u200b/evil.example", "/／evil.example",
    "@evil.example",
    "evil.example", ".evil.example", ":80", "?next=//evil.example", "#//evil.example", "\x00//evil.example",
    "/\x00/evil.example",
    "/\n/evil.example", "/\r\nLocation: //evil.example", "/\x85/evil.example", "", "/é",
]  # fmt: skip


def raw(url: str, request: bytes) -> bytes:
    """Say exactly this to the server; return its whole answer."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    return answer


def page_kept(store: redis.Redis, browser: Browser, wanted: str) -> str:
    """Begin a login that wants to return there; return the page that was noted."""
    answer = browser.api("POST", "/api/auth/discord/login", json={"return_to": wanted})
    assert answer.status_code == 200, answer.text
    (state,) = parse_qs(urlsplit(answer.json()["authorize_url"]).query)["state"]
    pending = store.get(f"oauth:state:{state}")
    assert isinstance(pending, bytes)
    return str(json.Decoder(dict[str, str]).decode(pending)["return_to"])


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=ascii)
def test_a_login_never_returns_to_another_site(browser_at: Browser, store: redis.Redis, wanted: str) -> None:
    assert page_kept(store, browser_at, wanted) == "/"


@pytest.mark.parametrize(
    "wanted", ["/guilds/7", "/guilds/7?tab=feed#top", "/a/../b", "/.//evil.example", "/..//evil.example"]
)
def test_what_a_login_returns_to_is_on_our_site_in_every_reading(
    browser_at: Browser, store: redis.Redis, wanted: str
) -> None:
    page = urljoin(FRONTEND_URL + "/", page_kept(store, browser_at, wanted))

    assert urlsplit(page).netloc == urlsplit(FRONTEND_URL).netloc
    assert page.startswith(FRONTEND_URL + "/")


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=ascii)
def test_no_input_of_a_login_becomes_a_header(browser_at: Browser, line_break: str) -> None:
    evil = f"/x{line_break}Set-Cookie: stolen=1{line_break}{line_break}<script>"

    answers = [
        browser_at.api("GET", "/api/auth/discord/login", params={"return_to": evil}),
        browser_at.api("GET", "/api/auth/discord/callback", params={"error": evil, "state": evil}),
        browser_at.api("GET", "/api/auth/discord/callback", params={"code": evil, "state": "f" * 64}),
    ]

    for answer in answers:
        assert "stolen" not in str(answer.headers) + answer.text
        assert answer.status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        "a\r\n Set-Cookie: stolen=1",
        "a\r\n\tb",
        "a b",
        "a;b",
        "a\tb",
        "{}",
        "<b>",
        "../x",
        "\xe9",
        "a" * 65,
        "a" * 8_000,
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_a_request_id_from_outside_is_plain_or_replaced(api_url: str, given: str) -> None:
    request = f"GET /api/health HTTP/1.0\r\nHost: x\r\nX-Request-Id: {given}\r\n\r\n".encode("latin-1")

    head = raw(api_url, request).partition(b"\r\n\r\n")[0].decode("latin-1").lower()

    assert "stolen" not in head
    (answered,) = (line for line in head.splitlines() if line.startswith("x-request-id:"))
    assert len(answered.partition(":")[2].strip()) == 32


@pytest.mark.parametrize(
    "planted",
    [
        "x; Domain=evil.example",
        "x\tSecure",
        '"x"',
        "",
        "f" * 63,
        "g" * 64,
        "f" * 65,
        "\xe9" * 64,
        "f" * 64 + "; HttpOnly",
    ],
    ids=ascii,
)
def test_a_planted_login_cookie_is_not_handed_on(browser_at: Browser, planted: str) -> None:
    cookie = f"guildhall_login={planted}".encode("latin-1")

    answer = browser_at.api("POST", "/api/auth/discord/login", json={}, headers={"Cookie": cookie})

    attributes = answer.headers["Set-Cookie"].split("; ")
    name, _, value = attributes[0].partition("=")
    assert (name, len(value)) == ("guildhall_login", 64)
    assert sorted(attributes[1:]) == ["HttpOnly", "Max-Age=1200", "Path=/api/auth", "SameSite=Lax"]


@pytest.mark.parametrize(
    "header", ["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Host", "X-Forwarded-Server"]
)
def test_who_we_are_is_configured_and_not_told_by_the_request(browser_at: Browser, header: str) -> None:
    value = "host=evil.example" if header == "Forwarded" else "evil.example"

    login = browser_at.api("GET", "/api/auth/discord/login", headers={header: value})
    callback = browser_at.api("GET", "/api/auth/discord/callback", headers={header: value})

    assert "evil" not in str(login.headers) + str(callback.headers)
    assert callback.headers["Location"].startswith(f"{FRONTEND_URL}/auth/callback?error=")


@pytest.mark.parametrize(
    "error", ["access_denied", "//evil.example", "x&session=1", "x#y", "<script>", "a" * 3000, "", "\r\nA: b"]
)
def test_discord_s_error_becomes_a_code_of_ours(browser_at: Browser, error: str) -> None:
    (state,) = parse_qs(urlsplit(browser_at.authorize_url()).query)["state"]

    answer = browser_at.api("GET", "/api/auth/discord/callback", params={"state": state, "error": error})

    codes = {"access_denied", "discord_unavailable", "state_invalid"}
    assert answer.headers["Location"] in {f"{FRONTEND_URL}/auth/callback?error={code}" for code in codes}


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", FRONTEND_URL + ".evil.example",
     "http://localhost", FRONTEND_URL.replace("http", "https"),
     "http://evil.example?" + FRONTEND_URL, FRONTEND_URL + "@evil.example", "*"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["OPTIONS", "GET"])
def test_no_other_origin_may_read_our_answers(browser_at: Browser, method: str, origin: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}

    answer = browser_at.api(method, "/api/health", headers=headers)

    assert answer.headers.get("Access-Control-Allow-Origin") in {None, FRONTEND_URL}


def test_of_two_cookies_with_one_name_the_first_counts(owner: Browser, user_id: str) -> None:
    token = owner.cookies["guildhall_refresh"]
    planted = {**OWN_PAGE, "Cookie": f"guildhall_refresh={token}; guildhall_refresh=planted"}

    assert owner.api("POST", "/api/auth/refresh", headers=planted).status_code == 200


@pytest.mark.parametrize(
    "name", ["settings", "messages\r\nX: y", "messages%0d%0aX:%20y", "__proto__", "../messages", "MESSAGES"]
)
def test_a_feature_is_one_of_ours(owner: Browser, guild: dict[str, Any], name: str) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild['id']}/features/{name}/settings")

    assert answer.status_code in {403, 404}
    assert "X" not in answer.headers
