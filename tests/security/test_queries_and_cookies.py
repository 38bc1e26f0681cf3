"""Addresses and cookies as no browser sends them: whatever they say, the answer is one of ours."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.http.declaration import Route
from chalicelib.routes import ROUTES
from tests.integration.api.browser import OWN_PAGE, Browser
from tests.security.test_every_route import named, path_of

QUERIES = [
    "%", "%zz", "%00", "%ff=%ff", "a=%ff", "before=%ff", "limit=%00", "return_to=%ff", "return_to=%00",
    "state=%ff&code=%ff",
    "limit=1&limit=2", "before=a&before=b", "state=a&state=b&code=c&code=d", "limit[]=1", "limit[$gt]=1", "&&&&",
    "=", "=a",
    "limit", "__proto__[x]=1", "a=" + "b" * 6_000, "&".join(f"a{number}=1" for number in range(500)),
    "return_to=%F0%9F%92%A9",
    "limit=1;limit=100", "limit=1%26limit=100",
]  # fmt: skip
COOKIES = [
    b"", b";", b"=", b"a", b"=a", b"guildhall_refresh", b"guildhall_refresh=", b'guildhall_refresh="',
    b"guildhall_refresh=\xff\xfe",
    b"guildhall_login=\xff", b"guildhall_refresh=a.b.c", b"guildhall_refresh=..", b"guildhall_refresh=" + b"a" * 6_000,
    b"guildhall_refresh=a; " * 200, b"GUILDHALL_REFRESH=x", b"guildhall_refresh=%00",
    b"$Version=1; guildhall_refresh=x",
    b"guildhall_login=" + b"f" * 64 + b"; guildhall_refresh=" + b"0" * 32 + b"." + b"A" * 43 + b"." + b"A" * 43,
]  # fmt: skip
WITH_QUERY = [route for route in ROUTES if route.query is not None]
WITH_COOKIES = [route for route in ROUTES if route.url.startswith("/api/auth/") and route.method == "POST"]


@pytest.mark.parametrize("route", WITH_QUERY, ids=named)
def test_no_query_makes_a_route_fall_over(owner: Browser, guild: dict[str, Any], route: Route) -> None:
    for query in QUERIES:
        answer = owner.api("GET", f"{path_of(route, guild_id=guild['id'])}?{query}")

        assert answer.status_code < 500 or answer.json()["code"] == "bot_unavailable", (query, answer.text)
        assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("route", WITH_COOKIES, ids=named)
def test_no_cookie_makes_a_route_fall_over(browser_at: Browser, route: Route) -> None:
    for cookie in COOKIES:
        answer = browser_at.api(route.method, route.url, headers={**OWN_PAGE, "Cookie": cookie})

        assert answer.status_code < 500, (cookie, answer.text)
        assert "access_token" not in answer.text


def test_no_refresh_survives_the_logout_that_it_raced(browser_at: Browser, user_id: str) -> None:
    for _ in range(5):
        browser_at.log_in(user_id)
        cookie = {**OWN_PAGE, "Cookie": f"guildhall_refresh={browser_at.cookies['guildhall_refresh']}"}

        with ThreadPoolExecutor(4) as pool:
            asked = [
                pool.submit(browser_at.api, "POST", f"/api/auth/{what}", headers=cookie)
                for what in ("refresh", "logout", "refresh", "refresh")
            ]
        won = [answer for each in asked if (answer := each.result()).status_code == 200]

        for answer in won:
            browser_at.access_token = answer.json()["access_token"]
            token = answer.headers["Set-Cookie"].partition(";")[0]
            assert browser_at.api("GET", "/api/auth/me").status_code == 401
            assert browser_at.api("POST", "/api/auth/refresh", headers={**OWN_PAGE, "Cookie": token}).status_code == 401
        browser_at.access_token = ""
        browser_at.cookies.clear()
