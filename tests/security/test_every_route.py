"""Every route of the table is attacked alike: without a login, with somebody else's, and with ids that are none."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

import jwt
import pytest
import requests

from chalicelib.http.declaration import OF_PLACES, Access, Route
from chalicelib.routes import ROUTES
from tests.integration.api.browser import OWN_PAGE, Browser

NO_GUILD = "123456789012345678"
NO_IDS = [
    "0", "-1", "+1", "1.0", "1e3", "null", "undefined", "true", "9" * 19, "9" * 400, "%20{id}", "{id}%20", "{id}%0a",
    "{id}%0d%0aSet-Cookie:%20a=b", "{id}%00", "%EF%BC%91%EF%BC%92", "%FF", "..", "%2e%2e", "%2e%2e%2fme", "{id}%2F..",
    "{id}%3f", "{id}%23", "{id},{id}", "[{id}]", "%7B%22%24gt%22%3A%220%22%7D", "'%20OR%20'1'='1", "*", "0x1",
]  # fmt: skip
OPEN = {Access.PUBLIC, Access.OWN_PAGE}


def named(route: Route) -> str:
    return f"{route.method} {route.url}"


LOCKED = [route for route in ROUTES if route.access not in OPEN]
OF_GUILDS = [route for route in ROUTES if route.access in OF_PLACES]
STALE = {"If-Match": '"of another time"'}  # whoever gets as far as to change something changes nothing
WITH_IDS = [(route, name) for route in LOCKED for name in re.findall(r"{(\w+)}", route.url)]


def path_of(route: Route, **ids: str) -> str:
    """Fill in the path: what is not said is sound."""
    sound = {"guild_id": NO_GUILD, "channel_id": NO_GUILD, "feature": "messages"}
    sound |= dict.fromkeys(("note_id", "action_id"), "0" * 26)  # ULIDs
    return re.sub(r"{(\w+)}", lambda found: (sound | ids).get(found[1], "1"), route.url)


def is_another(path: str) -> bool:
    """Whether the dots in a path lead to another route: whoever sends it takes them out first."""
    resolved = normpath(unquote(path))
    return resolved != path and any(re.fullmatch(re.sub(r"{\w+}", r"[0-9]+", route.url), resolved) for route in ROUTES)


def ids_in(guild: dict[str, Any]) -> dict[str, str]:
    """Return the ids of a guild and of a channel in it."""
    return {"guild_id": guild["id"], "channel_id": guild["channels"][0]["id"]}


def call(browser: Browser, route: Route, path: str, **headers: str) -> requests.Response:
    body = {"data": b"{}"} if route.body else {}
    kind = {"Content-Type": "application/json"} if route.body else {}
    return browser.api(route.method, path, headers={**OWN_PAGE, **STALE, **kind, **headers}, **body)


def forged_tokens(secret: str, user: str) -> Iterator[str]:
    now = datetime.now(UTC)
    claims: dict[str, Any] = {"iss": "guildhall", "aud": "api", "typ": "access", "sub": user}
    claims |= {"iat": int(now.timestamp()) - 1000, "exp": int((now + timedelta(minutes=5)).timestamp())}
    yield jwt.encode(claims, "another secret, as long as it has to be")
    yield jwt.encode(claims | {"exp": int(now.timestamp()) - 1}, secret)
    yield jwt.encode(claims | {"typ": "refresh"}, secret)


@pytest.mark.parametrize("route", LOCKED, ids=named)
def test_without_a_login_nobody_gets_in(browser_at: Browser, route: Route) -> None:
    answer = call(browser_at, route, path_of(route))

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("route", LOCKED, ids=named)
def test_a_login_cookie_is_no_access_token(owner: Browser, route: Route, guild: dict[str, Any]) -> None:
    answer = call(owner, route, path_of(route, **ids_in(guild)), Authorization="")

    assert answer.status_code == 401


@pytest.mark.parametrize("route", LOCKED, ids=named)
def test_forged_tokens_open_nothing(
    browser_at: Browser, route: Route, guild: dict[str, Any], api_variables: dict[str, str]
) -> None:
    for token in forged_tokens(api_variables["JWT_SECRET"], guild["owner_id"]):
        browser_at.access_token = token

        answer = call(browser_at, route, path_of(route, **ids_in(guild)))

        assert answer.status_code == 401


@pytest.mark.parametrize("route", OF_GUILDS, ids=named)
def test_somebody_else_s_guild_is_closed(stranger: Browser, route: Route, guild: dict[str, Any]) -> None:
    answer = call(stranger, route, path_of(route, **ids_in(guild)))

    assert (answer.status_code, answer.json()["code"]) == (403, "guild_forbidden")


@pytest.mark.parametrize("route", OF_GUILDS, ids=named)
def test_a_guild_that_does_not_exist_looks_like_somebody_else_s(
    stranger: Browser, route: Route, guild: dict[str, Any]
) -> None:
    answers = [
        call(stranger, route, path_of(route, **ids), **{"X-Request-Id": "same"})
        for ids in (ids_in(guild), {"guild_id": NO_GUILD, "channel_id": NO_GUILD})
    ]

    assert [(answer.status_code, answer.text) for answer in answers] == [(answers[0].status_code, answers[0].text)] * 2


@pytest.mark.parametrize(("route", "name"), WITH_IDS, ids=lambda each: each if isinstance(each, str) else named(each))
def test_what_is_no_id_finds_nothing(owner: Browser, route: Route, name: str, guild: dict[str, Any]) -> None:
    sound = ids_in(guild)
    for text in NO_IDS:
        path = path_of(route, **sound | {name: text.replace("{id}", sound.get(name, "messages"))})

        if is_another(path):
            continue
        answer = call(owner, route, path)

        assert 400 <= answer.status_code < 500, (text, answer.status_code, answer.text)
        assert "a=b" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_no_other_method_gets_in_by_the_same_door(owner: Browser, route: Route, guild: dict[str, Any]) -> None:
    known = {each.method for each in ROUTES if each.url == route.url} | {"OPTIONS"}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - known:
        answer = owner.api(method, path_of(route, **ids_in(guild)), headers=OWN_PAGE)

        assert answer.status_code in {405, 501}


@pytest.mark.parametrize("route", [each for each in ROUTES if each.method != "GET"], ids=named)
def test_a_method_cannot_be_overridden(owner: Browser, route: Route, guild: dict[str, Any]) -> None:
    path = path_of(route, **ids_in(guild))
    before = owner.api("GET", path)

    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = owner.api("GET", path, headers={header: route.method})

        assert answer.status_code == before.status_code
