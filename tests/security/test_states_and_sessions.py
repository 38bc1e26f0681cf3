"""A login's state, code and session: forged, replayed, late, or carried into another browser."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import redis

from tests.integration.api.browser import Browser

INVALID = {"error": "state_invalid"}


@pytest.fixture
def victim(api_url: str) -> Browser:
    return Browser(api_url)


def callback_of(browser: Browser, user_id: str) -> str:
    return browser.consent(browser.authorize_url(), user_id=user_id)


def session_of(browser: Browser, user_id: str) -> str:
    return browser.follow(callback_of(browser, user_id))["session"]


def changed(callback: str, **query: str) -> str:
    parts = urlsplit(callback)
    before = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return parts._replace(query=urlencode(before | query)).geturl()


@pytest.mark.parametrize(
    "state",
    ["", "0" * 64, "f" * 63, "f" * 65, "F" * 64, "g" * 64, "*" * 64, "oauth:state:" + "f" * 52, "f" * 60 + "\r\n\r\n",
     "\0" * 64, "é" * 64, "f" * 5_000],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_a_forged_state_is_refused(browser_at: Browser, user_id: str, state: str) -> None:
    callback = callback_of(browser_at, user_id)

    assert browser_at.follow(changed(callback, state=state)) == INVALID


def test_a_state_is_used_up_by_a_failed_attempt_too(browser_at: Browser, user_id: str) -> None:
    callback = callback_of(browser_at, user_id)

    assert browser_at.follow(changed(callback, code="made-up")) == INVALID
    assert browser_at.follow(callback) == INVALID


def test_a_state_ends_after_ten_minutes(browser_at: Browser, user_id: str, store: redis.Redis) -> None:
    callback = callback_of(browser_at, user_id)
    (state,) = parse_qs(urlsplit(callback).query)["state"]
    assert store.pttl(f"oauth:state:{state}") <= 600_000

    store.pexpire(f"oauth:state:{state}", 0)

    assert browser_at.follow(callback) == INVALID


def test_a_code_stolen_on_its_way_is_worth_nothing_in_the_thief_s_own_login(
    browser_at: Browser, victim: Browser, user_id: str
) -> None:
    """PKCE: Discord gives no token for a code of another challenge."""
    (stolen,) = parse_qs(urlsplit(callback_of(victim, user_id)).query)["code"]

    opened = browser_at.follow(changed(callback_of(browser_at, user_id), code=stolen))

    assert opened == INVALID


def test_a_whole_callback_stolen_on_its_way_is_worth_nothing_in_another_browser(
    browser_at: Browser, victim: Browser, user_id: str
) -> None:
    stolen = callback_of(victim, user_id)

    assert browser_at.follow(stolen) == INVALID


def test_nobody_is_logged_in_by_a_callback_of_somebody_else(browser_at: Browser, victim: Browser, user_id: str) -> None:
    """Login CSRF: the attacker's callback, opened in the victim's browser, with and without a login of its own."""
    planted = callback_of(browser_at, user_id)

    without = victim.follow(planted)
    victim.authorize_url()

    assert (without, victim.follow(callback_of(browser_at, user_id))) == (INVALID, INVALID)
    assert "guildhall_refresh" not in victim.cookies


def test_of_parallel_callbacks_one_wins(browser_at: Browser, user_id: str) -> None:
    callback = callback_of(browser_at, user_id)

    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: browser_at.follow(callback), range(6)))

    assert sorted(next(iter(each)) for each in opened) == ["error"] * 5 + ["session"]


def test_of_parallel_exchanges_one_wins(browser_at: Browser, user_id: str) -> None:
    session = session_of(browser_at, user_id)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: browser_at.exchange(session).status_code, range(6)))

    assert sorted(answers) == [200] + [400] * 5


def test_a_session_ends_after_five_minutes(browser_at: Browser, user_id: str, store: redis.Redis) -> None:
    session = session_of(browser_at, user_id)
    assert store.pttl(f"oauth:session:{session}") <= 300_000

    store.pexpire(f"oauth:session:{session}", 0)

    assert browser_at.exchange(session).status_code == 400


def test_a_session_stolen_from_an_address_is_worth_nothing_and_is_used_up(
    browser_at: Browser, victim: Browser, user_id: str
) -> None:
    stolen = session_of(victim, user_id)
    browser_at.authorize_url()

    assert browser_at.exchange(stolen).json()["code"] == "session_invalid"
    assert victim.exchange(stolen).json()["code"] == "session_invalid"


@pytest.mark.parametrize("session", ["", "0" * 64, "*" * 64, "f" * 63, "F" * 128, "f" * 129, "\0" * 64, "../" * 20])
def test_a_forged_session_is_refused(browser_at: Browser, session: str) -> None:
    browser_at.authorize_url()

    assert browser_at.exchange(session).status_code == 400


def test_a_state_is_no_session_and_a_session_no_state(browser_at: Browser, user_id: str) -> None:
    callback = callback_of(browser_at, user_id)
    (state,) = parse_qs(urlsplit(callback).query)["state"]

    as_session = browser_at.exchange(state).status_code
    session = browser_at.follow(callback)["session"]

    assert as_session == 400
    assert browser_at.follow(changed(callback, state=session)) == INVALID


def test_states_sessions_and_nonces_never_repeat(browser_at: Browser) -> None:
    seen = [parse_qs(urlsplit(browser_at.authorize_url()).query)["state"][0] for _ in range(20)]

    assert len(set(seen)) == 20
    assert {len(state) for state in seen} == {64}
