"""What somebody might try against the login; none of it works."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import jwt
import pytest

from tests.integration.api.browser import OWN_PAGE, Browser


@pytest.fixture
def victim(api_url: str) -> Browser:
    return Browser(api_url)


def test_a_callback_works_once(browser_at: Browser, user_id: str) -> None:
    callback = browser_at.consent(browser_at.authorize_url(), user_id=user_id)
    browser_at.follow(callback)

    assert browser_at.follow(callback) == {"error": "state_invalid"}


def test_a_callback_from_another_browser_is_refused(browser_at: Browser, victim: Browser, user_id: str) -> None:
    callback = browser_at.consent(browser_at.authorize_url(), user_id=user_id)
    victim.authorize_url()

    assert victim.follow(callback) == {"error": "state_invalid"}


@pytest.mark.parametrize("query", [{}, {"state": "f" * 64, "code": "c"}, {"state": "short", "code": "c"}])
def test_a_callback_that_nobody_began_is_refused(browser_at: Browser, query: dict[str, str]) -> None:
    browser_at.authorize_url()

    assert browser_at.follow(f"{browser_at.api_url}/api/auth/discord/callback?{urlencode(query)}") == {
        "error": "state_invalid"
    }


def test_a_code_that_discord_does_not_know_is_refused(browser_at: Browser, user_id: str) -> None:
    callback = browser_at.consent(browser_at.authorize_url(), user_id=user_id)
    state = callback.rpartition("state=")[2]

    made_up = f"{browser_at.api_url}/api/auth/discord/callback?code=made-up&state={state}"

    assert browser_at.follow(made_up) == {"error": "state_invalid"}


def test_a_session_is_exchanged_once(browser_at: Browser, user_id: str) -> None:
    session = browser_at.follow(browser_at.consent(browser_at.authorize_url(), user_id=user_id))["session"]
    assert browser_at.exchange(session).status_code == 200

    again = browser_at.exchange(session)

    assert (again.status_code, again.json()["code"]) == (400, "session_invalid")


def test_nobody_is_logged_in_as_somebody_else_by_a_link(browser_at: Browser, victim: Browser, user_id: str) -> None:
    session = browser_at.follow(browser_at.consent(browser_at.authorize_url(), user_id=user_id))["session"]
    victim.authorize_url()

    answer = victim.exchange(session)

    assert (answer.status_code, answer.json()["code"]) == (400, "session_invalid")
    assert "guildhall_refresh" not in victim.cookies


def test_a_login_returns_to_our_own_site_only(browser_at: Browser, user_id: str) -> None:
    assert browser_at.log_in(user_id, return_to="//evil.example")["return_to"] == "/"


def _unsigned(claims: dict[str, object], _: str) -> str:
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def _signed(**changes: object) -> Callable[[dict[str, object], str], str]:
    def make(claims: dict[str, object], secret: str) -> str:
        changed = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return jwt.encode(changed, secret, algorithm="HS256")

    return make


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(_unsigned, "unauthenticated", id="alg none"),
        pytest.param(lambda claims, _: jwt.encode(claims, "x" * 32), "unauthenticated", id="another secret"),
        pytest.param(lambda claims, secret: jwt.encode(claims, secret * 2, algorithm="HS512"), "unauthenticated",
                     id="another algorithm"),
        pytest.param(_signed(typ="refresh"), "unauthenticated", id="another type"),
        pytest.param(_signed(aud="gateway"), "unauthenticated", id="another audience"),
        pytest.param(_signed(iss="somebody"), "unauthenticated", id="another issuer"),
        pytest.param(_signed(typ=None), "unauthenticated", id="no type"),
        pytest.param(_signed(exp=None), "unauthenticated", id="no end"),
        pytest.param(_signed(sub="0"), "unauthenticated", id="nobody"),
        pytest.param(_signed(exp=1), "access_token_expired", id="expired"),
        pytest.param(lambda *_: "nonsense", "unauthenticated", id="nonsense"),
        pytest.param(lambda *_: "", "unauthenticated", id="nothing"),
    ],
)  # fmt: skip
def test_a_token_that_we_did_not_make_for_this_is_refused(
    browser_at: Browser,
    api_variables: dict[str, str],
    owner: Browser,
    make: Callable[[dict[str, object], str], str],
    code: str,
) -> None:
    sound: dict[str, object] = jwt.decode(owner.access_token, options={"verify_signature": False})
    browser_at.access_token = make(sound, api_variables["JWT_SECRET"])

    answer = browser_at.api("GET", "/api/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_refreshing_and_logging_out_need_our_own_page(browser_at: Browser, user_id: str) -> None:
    browser_at.log_in(user_id)

    answers = [browser_at.api("POST", f"/api/auth/{what}") for what in ("refresh", "logout")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "csrf_rejected")] * 2


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\xe9.\xe9.\xe9", "0" * 32 + "." + "A" * 43 + "." + "A" * 43])
def test_a_made_up_refresh_token_is_refused(browser_at: Browser, token: str) -> None:
    answer = browser_at.api(
        "POST", "/api/auth/refresh", headers={**OWN_PAGE, "Cookie": f"guildhall_refresh={token}".encode("latin-1")}
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "refresh_rejected")


def test_two_tabs_that_refresh_at_once_both_stay_logged_in(api_url: str, user_id: str) -> None:
    with Browser(api_url) as browser:
        browser.log_in(user_id)
        cookie = {**OWN_PAGE, "Cookie": f"guildhall_refresh={browser.cookies['guildhall_refresh']}"}

        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: browser.api("POST", "/api/auth/refresh", headers=cookie), range(6)))

        assert [answer.status_code for answer in answers] == [200] * 6
        assert len({answer.headers["Set-Cookie"] for answer in answers}) == 1
        assert browser.refresh().status_code == 200
