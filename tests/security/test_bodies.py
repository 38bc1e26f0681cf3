"""Bodies as no page sends them: each is refused, with a code of ours, and nothing falls over."""

import gzip
import json
from typing import Any

import pytest

from chalicelib.http.declaration import Route
from chalicelib.routes import ROUTES
from tests.integration.api.browser import OWN_PAGE, Browser
from tests.security.test_every_route import ids_in, named, path_of

WITH_BODY = [route for route in ROUTES if route.body is not None]
KNOWN_CODES = {"invalid_input", "payload_too_large", "session_invalid", "rate_limited"}
UNSOUND = {
    "nothing of it": b"null",
    "a list": b"[]",
    "a text": b'"x"',
    "a number": b"7",
    "half": b'{"values":',
    "two values": b"{}{}",
    "trailing rubbish": b"{} x",
    "a comment": b"{/* x */}",
    "single quotes": b"{'a': 1}",
    "NaN": b'{"version": NaN, "session": NaN, "return_to": NaN, "confirm": NaN}',
    "infinity": b'{"version": Infinity, "session": Infinity, "return_to": Infinity, "confirm": Infinity}',
    "a number without end": b'{"version": 1e999, "session": 1e999, "return_to": 1e999, "confirm": 1e999}',
    "a thousand digits": b'{"version": %s, "session": 1, "return_to": 1, "confirm": 1}' % (b"9" * 1000),
    "invalid UTF-8": b'{"session": "\xff\xfe", "return_to": "\xff", "values": "\xff", "confirm": "\xff"}',
    "overlong UTF-8": b'{"session": "\xc0\xaf", "return_to": "\xc0\xaf", "values": "\xc0\xaf", "confirm": "\xc0\xaf"}',
    "half a surrogate pair": b'{"session": "\\ud800", "return_to": "\\ud800", "values": "\\ud800", "confirm": "\\ud8"}',
    "UTF-16": json.dumps({"session": "x", "return_to": "x"}).encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "lists in lists": b"[" * 60_000,
    "objects in objects": b'{"a":' * 12_000,
    "closed lists in lists": b"[" * 30_000 + b"]" * 30_000,
    "depth in a field": b'{"values": %s%s, "version": 0}' % (b'{"a":' * 9_000, b"1" + b"}" * 9_000),
    "a zero byte": b'{"session": "\x00"}',
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01x\x94.",
}


@pytest.fixture(scope="module", params=WITH_BODY, ids=named)
def route(request: pytest.FixtureRequest) -> Route:
    found: Route = request.param
    return found


def send(browser: Browser, route: Route, guild: dict[str, Any], body: bytes, **headers: str) -> tuple[int, str]:
    given = {**OWN_PAGE, "Content-Type": "application/json", **headers}
    answer = browser.api(route.method, path_of(route, **ids_in(guild)), headers=given, data=body)
    assert answer.headers["Content-Type"] == "application/json"
    assert "Traceback" not in answer.text
    return answer.status_code, str(answer.json().get("code", ""))


@pytest.mark.parametrize("kind", UNSOUND)
def test_an_unsound_body_is_refused(owner: Browser, route: Route, guild: dict[str, Any], kind: str) -> None:
    status, code = send(owner, route, guild, UNSOUND[kind])

    assert (400 <= status < 500, code in KNOWN_CODES) == (True, True), (status, code)


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1024 * 1024, 8 * 1024 * 1024])
def test_a_large_body_is_refused(owner: Browser, route: Route, guild: dict[str, Any], size: int) -> None:
    body = b'{"session": "%s"}' % (b"x" * size)

    assert send(owner, route, guild, body) == (413, "payload_too_large")


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json",
     "application/xml"],
)  # fmt: skip
def test_what_a_form_of_another_site_could_send_is_refused(
    owner: Browser, route: Route, guild: dict[str, Any], kind: str
) -> None:
    assert send(owner, route, guild, b"{}", **{"Content-Type": kind}) == (415, "unsupported_media_type")


def test_a_compressed_bomb_is_not_unpacked(owner: Browser, route: Route, guild: dict[str, Any]) -> None:
    bomb = gzip.compress(b'{"session": "' + b" " * 20_000_000 + b'"}')

    assert send(owner, route, guild, bomb, **{"Content-Encoding": "gzip"}) == (400, "invalid_input")


@pytest.mark.parametrize(
    "name", ["__proto__", "constructor", "__class__", "__init__", "$ref", "$where", "", "values.x"]
)
def test_odd_names_set_nothing(owner: Browser, guild: dict[str, Any], name: str) -> None:
    settings = f"/api/guilds/{guild['id']}/features/messages/settings"
    before = owner.api("GET", settings).json()

    answer = owner.api("PUT", settings, json={"values": {name: {"store_content": True}}, "version": before["version"]})

    assert answer.status_code == 400
    assert owner.api("GET", settings).json() == before


@pytest.mark.parametrize("version", [-1, 1.5, "0", True, None, [], {}, 10**18, 2**63 - 1, 2**63, 10**30, 10**60])
def test_a_version_that_cannot_be_is_refused(owner: Browser, guild: dict[str, Any], version: object) -> None:
    body = {"values": {"store_content": False, "retention_days": 30}, "version": version}

    answer = owner.api("PUT", f"/api/guilds/{guild['id']}/features/messages/settings", json=body)

    assert answer.status_code in {400, 409}, answer.text


@pytest.mark.parametrize("days", [0, -1, 366, 10**9, 1.5, "30", "30 OR 1=1", True, None, [30], {"$gt": 0}])
def test_a_value_that_cannot_be_is_refused(owner: Browser, guild: dict[str, Any], days: object) -> None:
    body = {"values": {"store_content": False, "retention_days": days}, "version": 0}

    answer = owner.api("PUT", f"/api/guilds/{guild['id']}/features/messages/settings", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")


def test_of_a_key_given_twice_both_are_checked_as_one(owner: Browser, guild: dict[str, Any]) -> None:
    """Whichever of the two counts, it is the one that is validated: there is one reader."""
    body = b'{"values": {"retention_days": 30, "retention_days": 9999}, "version": 0}'

    answer = owner.api(
        "PUT",
        f"/api/guilds/{guild['id']}/features/messages/settings",
        data=body,
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 400


CURSORS = [
    "", "0", "Z" * 26, "7" + "Z" * 25, "I" * 26, "U" * 26, "0" * 25, "0" * 27, "0" * 25 + "\n", "0" * 25 + "a",
    "é" * 26,
    "0" * 25 + "#", "' OR '1'='1' --          ", '{"$gt":""}', "*", "%", "../" * 8 + "ab", "0" * 5000, "\x00" * 26,
]  # fmt: skip


@pytest.mark.parametrize("cursor", CURSORS, ids=lambda text: ascii(text[:30]))
def test_a_cursor_leads_nowhere_else(owner: Browser, guild: dict[str, Any], cursor: str) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild['id']}/events", params={"before": cursor})

    assert answer.status_code in {200, 400}, answer.text
    assert answer.status_code == 400 or answer.json()["items"] == []


@pytest.mark.parametrize("limit", ["0", "-1", "101", "9" * 400, "", "1.5", "0x10", "１", "true", "null", " 1"])
def test_a_limit_that_cannot_be_is_refused(owner: Browser, guild: dict[str, Any], limit: str) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild['id']}/events", params={"limit": limit})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")
