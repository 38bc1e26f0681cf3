"""What somebody might do with a refresh token that is not theirs, or not theirs any more."""

import base64
import hmac
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.fakes.clock import FakeClock
from tests.integration.api.browser import OWN_PAGE, Browser

COOKIE = "guildhall_refresh"


def refresh_with(browser: Browser, token: str, **headers: str) -> requests.Response:
    return browser.api("POST", "/api/auth/refresh", headers={**OWN_PAGE, **headers, "Cookie": f"{COOKIE}={token}"})


def logged_in(browser: Browser, user_id: str) -> str:
    browser.log_in(user_id)
    return str(browser.cookies[COOKIE])


def test_a_reused_token_ends_the_login_for_the_thief_and_for_the_owner(
    patient: Browser, clock: FakeClock, user_id: str
) -> None:
    stolen = logged_in(patient, user_id)
    clock.pass_time(minutes=10)
    assert patient.refresh().status_code == 200
    clock.pass_time(seconds=11)

    thief = refresh_with(patient, stolen)

    assert (thief.status_code, thief.json()["code"]) == (401, "refresh_rejected")
    assert "access_token" not in thief.text
    assert patient.refresh().status_code == 401


def test_who_refreshes_first_with_a_stolen_token_is_found_out_by_the_owner_s_next_refresh(
    patient: Browser, clock: FakeClock, user_id: str
) -> None:
    stolen = logged_in(patient, user_id)
    clock.pass_time(minutes=10)
    taken = refresh_with(patient, stolen).headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    clock.pass_time(minutes=10)

    owner = refresh_with(patient, stolen)

    assert owner.status_code == 401
    assert refresh_with(patient, taken).status_code == 401


def test_after_the_logout_the_token_is_worth_nothing(patient: Browser, user_id: str) -> None:
    token = logged_in(patient, user_id)
    assert patient.api("POST", "/api/auth/logout", headers=OWN_PAGE).status_code == 204

    assert refresh_with(patient, token).status_code == 401


def test_a_logout_with_an_old_token_ends_the_login_too(patient: Browser, clock: FakeClock, user_id: str) -> None:
    old = logged_in(patient, user_id)
    clock.pass_time(minutes=10)
    patient.refresh()
    clock.pass_time(minutes=10)

    patient.api("POST", "/api/auth/logout", headers={**OWN_PAGE, "Cookie": f"{COOKIE}={old}"})

    assert patient.refresh().status_code == 401


def test_a_token_ends_after_seven_days_to_the_second(patient: Browser, clock: FakeClock, user_id: str) -> None:
    token = logged_in(patient, user_id)

    clock.pass_time(days=7)

    assert refresh_with(patient, token).status_code == 401


def test_a_thousand_guesses_in_a_row_find_nothing_and_end_nothing(patient: Browser, user_id: str) -> None:
    token = logged_in(patient, user_id)
    login_id, secret, signature = token.split(".")
    guesses = [f"{login_id}.{number:043}.{signature}" for number in range(40)]
    guesses += [f"{number:032x}.{secret}.{signature}" for number in range(40)]

    assert {refresh_with(patient, guess).status_code for guess in guesses} <= {401, 429}
    assert patient.api("GET", "/api/auth/me").status_code == 200


@pytest.mark.parametrize("key", [b"", b"secret", b"\0" * 32])
def test_a_token_signed_by_somebody_else_is_refused(patient: Browser, user_id: str, key: bytes) -> None:
    login_id, secret, _ = logged_in(patient, user_id).split(".")
    signature = hmac.digest(key, f"{login_id}.{secret}".encode(), "sha256")
    forged = f"{login_id}.{secret}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    assert refresh_with(patient, forged).status_code == 401


def test_an_access_token_is_no_refresh_token(patient: Browser, user_id: str) -> None:
    patient.log_in(user_id)

    assert refresh_with(patient, patient.access_token).status_code == 401


def test_a_refresh_token_is_no_access_token(patient: Browser, user_id: str) -> None:
    patient.access_token = logged_in(patient, user_id)

    assert patient.api("GET", "/api/auth/me").status_code == 401


@pytest.mark.parametrize(
    "headers", [{}, {"X-Guildhall": ""}, {"X-Guildhall": "0"}, {"X-Guildhall": "1, 1"}, {"X-Guildhall": "true"}]
)
@pytest.mark.parametrize("what", ["refresh", "logout"])
def test_the_cookie_alone_does_nothing(patient: Browser, user_id: str, what: str, headers: dict[str, str]) -> None:
    token = logged_in(patient, user_id)

    answer = patient.api("POST", f"/api/auth/{what}", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_rejected")
    assert patient.cookies[COOKIE] == token


@pytest.mark.parametrize("what", ["refresh", "logout"])
def test_the_header_cannot_come_in_the_address_or_a_form(patient: Browser, user_id: str, what: str) -> None:
    logged_in(patient, user_id)

    in_address = patient.api("POST", f"/api/auth/{what}?X-Guildhall=1")
    in_form = patient.api("POST", f"/api/auth/{what}", data={"X-Guildhall": "1"})

    assert in_address.status_code == 403
    assert in_form.status_code in {403, 415}


def test_the_refresh_cookie_is_out_of_reach_for_scripts_and_for_other_sites(patient: Browser, user_id: str) -> None:
    opened = patient.follow(patient.consent(patient.authorize_url(), user_id=user_id))

    attributes = {part.strip() for part in patient.exchange(opened["session"]).headers["Set-Cookie"].split(";")}

    assert {"HttpOnly", "SameSite=Strict", "Path=/api/auth"} <= attributes
    assert not any(part.startswith("Domain") for part in attributes)


def test_refreshing_in_parallel_makes_one_token_and_the_losers_are_not_thrown_out(
    patient: Browser, user_id: str
) -> None:
    token = logged_in(patient, user_id)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: refresh_with(patient, token), range(4)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["Set-Cookie"] for answer in answers}) == 1
