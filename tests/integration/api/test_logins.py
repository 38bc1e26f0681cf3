"""The list of logins, and how they end: through `chalice local`, at once."""

from collections.abc import Iterator

import redis
import requests

from tests.integration.api.browser import OWN_PAGE, Browser

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1"


def a_login(api_url: str, user_id: str, user_agent: str = FIREFOX) -> Browser:
    browser = Browser(api_url)
    browser.headers["User-Agent"] = user_agent
    browser.log_in(user_id)
    return browser


def code_of(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_user_sees_where_they_are_logged_in(api_url: str, user_id: str) -> None:
    phone, desk = a_login(api_url, user_id, IPHONE), a_login(api_url, user_id)

    listed = desk.api("GET", "/api/auth/logins").json()["items"]

    mine = [login for login in listed if login["current"]]
    assert [login["device"] for login in mine] == ["Firefox on Linux"]
    assert "Safari on iPhone" in {login["device"] for login in listed if not login["current"]}
    (own,) = [login for login in phone.api("GET", "/api/auth/logins").json()["items"] if login["current"]]
    assert own["login_id"] != mine[0]["login_id"]


def test_a_revoked_login_ends_at_once_and_the_other_goes_on(api_url: str, user_id: str, redis_url: str) -> None:
    lost, desk = a_login(api_url, user_id, IPHONE), a_login(api_url, user_id)
    (login,) = [each for each in lost.api("GET", "/api/auth/logins").json()["items"] if each["current"]]

    answer = desk.api("DELETE", f"/api/auth/logins/{login['login_id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert code_of(lost.api("GET", "/api/auth/me")) == (401, "login_ended")
    assert code_of(lost.api("POST", "/api/ws-ticket")) == (401, "login_ended")
    assert code_of(lost.refresh()) == (401, "refresh_rejected")
    assert desk.api("GET", "/api/auth/me").status_code == 200
    with redis.Redis.from_url(redis_url) as client:  # the mark outlives every access token of the login
        assert 15 * 60 < int(client.ttl(f"login:ended:{login['login_id']}")) <= 16 * 60


def test_a_login_of_somebody_else_is_as_unknown_as_none(api_url: str, people: Iterator[str]) -> None:
    ids = [next(people) for _ in range(2)]
    victim, attacker = a_login(api_url, ids[0]), a_login(api_url, ids[1])
    (login,) = [each for each in victim.api("GET", "/api/auth/logins").json()["items"] if each["current"]]

    for login_id in (login["login_id"], "0" * 32):
        assert code_of(attacker.api("DELETE", f"/api/auth/logins/{login_id}")) == (404, "not_found")
    assert attacker.api("DELETE", "/api/auth/logins/nonsense").status_code == 400
    assert victim.api("GET", "/api/auth/me").status_code == 200


def test_a_logout_ends_the_access_token_too(api_url: str, user_id: str) -> None:
    browser = a_login(api_url, user_id)

    browser.api("POST", "/api/auth/logout", headers=OWN_PAGE)

    assert code_of(browser.api("GET", "/api/auth/me")) == (401, "login_ended")


def test_logout_everywhere_ends_every_login(api_url: str, user_id: str) -> None:
    browsers = [a_login(api_url, user_id) for _ in range(2)]

    answer = browsers[0].api("POST", "/api/auth/logout-everywhere")

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert [code_of(browser.api("GET", "/api/auth/me")) for browser in browsers] == [(401, "login_ended")] * 2


def test_who_is_erased_is_gone_and_may_come_again_as_somebody_new(api_url: str, user_id: str) -> None:
    browser = a_login(api_url, user_id)
    me = browser.api("GET", "/api/auth/me").json()
    assert browser.api("GET", "/api/auth/me/export").json()["user"] == me

    refused = browser.api("DELETE", "/api/auth/me", json={"confirm": me["username"] + "?"})
    erased = browser.api("DELETE", "/api/auth/me", json={"confirm": me["username"]})

    assert code_of(refused) == (400, "invalid_input")
    assert erased.status_code == 200
    receipt = erased.json()
    assert (receipt["complete"], receipt["erased"]["accounts"], receipt["erased"]["discord_grants"]) == (True, 1, 1)
    assert receipt["erased"]["logins"] >= 1
    assert code_of(browser.api("GET", "/api/auth/me")) == (401, "login_ended")
    assert len(a_login(api_url, user_id).api("GET", "/api/auth/logins").json()["items"]) == 1
