"""Logins, accounts and limits: everybody ends, exports and erases their own, and nobody asks without end."""

from typing import Any

import pytest
import redis

from chalicelib.services import Services
from tests.fakes.clock import FakeClock
from tests.integration.api.browser import OWN_PAGE, Browser
from tests.security.in_process import browser_in_process


@pytest.fixture
def mine(api_url: str, discord_sim: Any) -> Browser:
    browser = Browser(api_url)
    browser.log_in(discord_sim.person("dana"))
    return browser


@pytest.fixture
def theirs(api_url: str, discord_sim: Any) -> Browser:
    browser = Browser(api_url)
    browser.log_in(discord_sim.person("elif"))
    return browser


def login_id_of(browser: Browser) -> str:
    (login_id,) = (
        each["login_id"] for each in browser.api("GET", "/api/auth/logins").json()["items"] if each["current"]
    )
    return str(login_id)


def status_of(browser: Browser) -> int:
    return browser.api("GET", "/api/auth/me").status_code


def test_nobody_ends_somebody_else_s_login(mine: Browser, theirs: Browser) -> None:
    answer = mine.api("DELETE", f"/api/auth/logins/{login_id_of(theirs)}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert status_of(theirs) == 200
    assert theirs.refresh().status_code == 200


def test_a_login_of_somebody_else_looks_like_none(mine: Browser, theirs: Browser) -> None:
    same = {"X-Request-Id": "same"}

    answers = [
        mine.api("DELETE", f"/api/auth/logins/{login_id}", headers=same) for login_id in (login_id_of(theirs), "0" * 32)
    ]

    assert answers[0].text == answers[1].text


def test_nobody_sees_somebody_else_s_logins(mine: Browser, theirs: Browser) -> None:
    assert login_id_of(theirs) not in mine.api("GET", "/api/auth/logins").text


def test_an_ended_login_s_access_token_ends_with_it(api_url: str, mine: Browser, discord_sim: Any) -> None:
    other = Browser(api_url)
    other.log_in(discord_sim.person("dana"))

    assert mine.api("DELETE", f"/api/auth/logins/{login_id_of(other)}").status_code == 204

    assert status_of(other) == 401
    assert other.refresh().status_code == 401
    assert status_of(mine) == 200


def test_after_the_logout_the_access_token_is_worth_nothing_either(mine: Browser) -> None:
    mine.api("POST", "/api/auth/logout", headers=OWN_PAGE)

    assert status_of(mine) == 401
    assert mine.api("POST", "/api/ws-ticket").status_code == 401


def test_a_logout_everywhere_ends_all_of_one_s_own_and_nobody_else_s(
    api_url: str, mine: Browser, theirs: Browser, discord_sim: Any
) -> None:
    other = Browser(api_url)
    other.log_in(discord_sim.person("dana"))

    assert mine.api("POST", "/api/auth/logout-everywhere").status_code == 204

    assert [status_of(each) for each in (mine, other, theirs)] == [401, 401, 200]


def test_an_export_holds_no_secret_and_nobody_else(mine: Browser, theirs: Browser) -> None:
    me, them = (each.api("GET", "/api/auth/me").json()["id"] for each in (mine, theirs))

    answer = mine.api("GET", "/api/auth/me/export")

    assert answer.status_code == 200
    assert me in answer.text
    assert them not in answer.text
    secrets = [mine.access_token, *(cookie.value or "" for cookie in mine.cookies)]
    assert [each for each in secrets if each in answer.text] == []
    assert not {"token_hash", "sealed_grant", "rotations", "salt", "access_token"} & set(_names(answer.json()))


@pytest.mark.parametrize("confirm", ["", "dana", "DANA_K", "dana_k ", "*", "elif.yeni", "%", "true"])
def test_an_account_is_not_erased_by_a_guess(mine: Browser, confirm: str) -> None:
    answer = mine.api("DELETE", "/api/auth/me", json={"confirm": confirm})

    assert 400 <= answer.status_code < 500
    assert status_of(mine) == 200


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "Forwarded", "X-Client-IP"]
)
def test_a_limit_is_not_escaped_by_a_made_up_address(
    api_variables: dict[str, str], clock: FakeClock, store: redis.Redis, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, api_variables[name])
    forget_counts(store)
    with browser_in_process(Services(api_variables | {"RATE_LIMIT_FACTOR": "1"}, clock)) as attacker:
        answers = [
            attacker.api(
                "POST", "/api/auth/exchange-session", json={"session": "0" * 64}, headers={header: f"192.0.2.{n}"}
            )
            for n in range(70)
        ]
    forget_counts(store)

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 10
    assert {answer.json()["code"] for answer in refused} == {"rate_limited"}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)


def forget_counts(store: redis.Redis) -> None:
    for key in store.scan_iter("rate:*"):
        store.delete(key)


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for each in value.values() for name in _names(each))]
    return [name for each in value for name in _names(each)] if isinstance(value, list) else []
