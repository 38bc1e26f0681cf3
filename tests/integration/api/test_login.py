"""The login with Discord, through `chalice local`, from the link to the logout."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

from tests.integration.api.browser import OWN_PAGE, Browser
from tests.integration.api.variables import FRONTEND_URL


def test_a_login_ends_with_tokens_and_the_user(browser_at: Browser, user_id: str) -> None:
    completed = browser_at.log_in(user_id, return_to="/guilds/7")

    assert completed["user"]["id"] == user_id
    assert (completed["return_to"], completed["token_type"], completed["expires_in"]) == ("/guilds/7", "Bearer", 900)
    assert browser_at.api("GET", "/api/auth/me").json() == completed["user"]
    assert requests.get(completed["user"]["avatar_url"], timeout=10).ok


def test_the_way_to_discord_carries_what_it_needs_and_no_secret(
    browser_at: Browser, api_variables: dict[str, str]
) -> None:
    url = urlsplit(browser_at.authorize_url())
    query = {name: values[0] for name, values in parse_qs(url.query).items()}

    assert query.keys() == {
        *("response_type", "client_id", "scope", "redirect_uri", "state", "code_challenge", "code_challenge_method")
    }
    assert (query["scope"], query["code_challenge_method"], len(query["state"])) == (
        "identify email guilds",
        "S256",
        64,
    )
    assert api_variables["DISCORD_CLIENT_SECRET"] not in url.query


def test_a_plain_link_starts_a_login_too(browser_at: Browser, user_id: str) -> None:
    answer = browser_at.api("GET", "/api/auth/discord/login?return_to=/x")

    assert answer.status_code == 302
    opened = browser_at.follow(browser_at.consent(answer.headers["Location"], user_id=user_id))
    assert browser_at.exchange(opened["session"]).json()["return_to"] == "/x"


def test_the_cookies_are_for_no_script_and_no_other_site(browser_at: Browser, user_id: str) -> None:
    opened = browser_at.follow(browser_at.consent(browser_at.authorize_url(), user_id=user_id))
    refresh = browser_at.exchange(opened["session"]).headers["Set-Cookie"]
    login = browser_at.api("POST", "/api/auth/discord/login", json={}).headers["Set-Cookie"]

    assert refresh.startswith("guildhall_refresh=")
    assert refresh.endswith("; Path=/api/auth; Max-Age=604800; SameSite=Strict; HttpOnly")
    assert login.startswith("guildhall_login=")
    assert login.endswith("; Path=/api/auth; Max-Age=1200; SameSite=Lax; HttpOnly")


def test_who_cancels_comes_back_with_a_stable_code(browser_at: Browser) -> None:
    callback = browser_at.consent(browser_at.authorize_url(), cancel="1")
    answer = browser_at.get(callback, allow_redirects=False, timeout=10)

    assert answer.headers["Location"] == f"{FRONTEND_URL}/auth/callback?error=access_denied"


def test_a_page_that_is_loaded_again_is_logged_in_by_its_cookie(browser_at: Browser, user_id: str) -> None:
    before = browser_at.log_in(user_id)
    browser_at.access_token = ""

    answer = browser_at.refresh()

    assert answer.status_code == 200
    assert answer.json()["user"] == before["user"]
    browser_at.access_token = answer.json()["access_token"]
    assert browser_at.api("GET", "/api/auth/me").status_code == 200


def test_after_the_logout_the_cookie_is_gone_and_would_be_worth_nothing(browser_at: Browser, user_id: str) -> None:
    browser_at.log_in(user_id)
    token = browser_at.cookies["guildhall_refresh"]

    answer = browser_at.api("POST", "/api/auth/logout", headers=OWN_PAGE)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "guildhall_refresh" not in browser_at.cookies
    stolen = browser_at.api("POST", "/api/auth/refresh", headers={**OWN_PAGE, "Cookie": f"guildhall_refresh={token}"})
    assert (stolen.status_code, stolen.json()["code"]) == (401, "refresh_rejected")


def test_nothing_secret_of_a_login_is_in_the_log(
    browser_at: Browser, user_id: str, api_log: Path, api_variables: dict[str, str]
) -> None:
    callback = browser_at.consent(browser_at.authorize_url(), user_id=user_id)
    query = parse_qs(urlsplit(callback).query)
    session = browser_at.follow(callback)["session"]
    access_token = browser_at.exchange(session).json()["access_token"]
    secrets = [*query["code"], *query["state"], session, access_token, *browser_at.cookies.values()]
    secrets += [api_variables[name] for name in ("DISCORD_CLIENT_SECRET", "JWT_SECRET", "ENCRYPTION_KEY")]

    written = api_log.read_text()

    assert '"route": "/api/auth/discord/callback", "status": 302' in written
    assert not any(secret in written for secret in secrets)
