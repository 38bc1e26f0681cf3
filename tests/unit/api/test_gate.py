"""Whose request it is, how often one may ask, and what a body may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.http.addresses import client_address
from chalicelib.http.bodies import MAX_BODY_BYTES, MAX_DEPTH, checked_body
from chalicelib.http.declaration import OF_PLACES, Access
from chalicelib.http.pace import Pace, counters_of
from chalicelib.http.security_headers import security_headers
from chalicelib.routes import ROUTES
from shared.kernel import json
from shared.kernel.callers import Caller
from shared.kernel.errors import InvalidInputError, PayloadTooLargeError
from shared.kernel.snowflakes import Snowflake

PEER, CLIENT = "198.51.100.7", "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "address"),
    [
        ("", 0, PEER),
        (CLIENT, 0, PEER),
        (f"{CLIENT}, {PEER}", 1, CLIENT),
        (CLIENT, 1, CLIENT),
        (f"1.1.1.1, {CLIENT}, {PEER}", 1, CLIENT),
        (f"1.1.1.1, {CLIENT}, 10.0.0.1, {PEER}", 2, CLIENT),
        ("", 1, PEER),
        (f"nonsense, {PEER}", 1, PEER),
        (f"{CLIENT}, {PEER}", 5, CLIENT),
        (f"2001:db8:1:2:3:4:5:6, {PEER}", 1, "2001:db8:1:2::"),
        (f"::ffff:{CLIENT}, {PEER}", 1, CLIENT),
    ],
)
def test_an_address_is_what_the_outermost_of_our_proxies_saw(forwarded_for: str, proxies: int, address: str) -> None:
    assert client_address(forwarded_for, PEER, proxies) == address


@given(st.text(max_size=60), st.integers(1, 3))
def test_whatever_a_client_puts_in_front_its_address_stays(made_up: str, proxies: int) -> None:
    ours = [f"10.0.0.{number}" for number in range(proxies - 1)]
    forwarded_for = ", ".join([made_up, CLIENT, *ours, PEER])

    assert client_address(forwarded_for, PEER, proxies) == CLIENT


def test_without_any_address_all_share_one() -> None:
    assert client_address("", "", 0) == client_address("x", "y", 1) == "unknown"


def test_ways_in_are_strict_and_looking_through_tables_is_rare() -> None:
    paces = {(route.method, route.url): route.pace for route in ROUTES}

    for route in ROUTES:
        if route.access is Access.PUBLIC and route.url.startswith("/api/auth/"):
            assert route.pace is Pace.LOGIN
        if route.access is Access.OWN_PAGE:
            assert route.pace is Pace.REFRESH
        if route.access is Access.LOGIN or route.access in OF_PLACES:
            assert route.pace in (Pace.READ, Pace.WRITE, Pace.HEAVY, Pace.BROADCAST, Pace.APPEAL)
    assert paces["GET", "/api/auth/me/export"] is paces["DELETE", "/api/auth/me"] is Pace.HEAVY
    assert paces["POST", "/api/gateway/broadcast"] is Pace.BROADCAST
    (_, broadcasts), (_, writes) = (
        counters_of(pace, CLIENT, Caller(user_id=Snowflake(7), login_id="l"), 1)
        for pace in (Pace.BROADCAST, Pace.WRITE)
    )
    assert 10 * broadcasts.most <= writes.most


def test_a_caller_is_counted_by_address_and_by_user() -> None:
    caller = Caller(user_id=Snowflake(7), login_id="l")

    assert [counter.key for counter in counters_of(Pace.READ, CLIENT, caller, 1)] == [
        f"rate:read:address:{CLIENT}",
        "rate:read:user:7",
    ]
    assert [counter.key for counter in counters_of(Pace.LOGIN, CLIENT, None, 1)] == [f"rate:login:address:{CLIENT}"]
    assert counters_of(Pace.LOGIN, CLIENT, None, 3)[0].most == 3 * counters_of(Pace.LOGIN, CLIENT, None, 1)[0].most


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_body_nests_so_deep_and_no_deeper(opening: str) -> None:
    closing = "]" if opening == "[" else "}"

    assert checked_body((opening * MAX_DEPTH + "1" + closing * MAX_DEPTH).encode())
    with pytest.raises(InvalidInputError):
        checked_body((opening * (MAX_DEPTH + 1)).encode())


@given(st.text(alphabet='[]{}"\\a', max_size=80))
def test_brackets_in_texts_do_not_nest(text: str) -> None:
    body = json.encode({"text": text, "again": [text]})

    assert checked_body(body) == body


def test_a_body_is_small() -> None:
    with pytest.raises(PayloadTooLargeError):
        checked_body(b" " * (MAX_BODY_BYTES + 1))


def test_only_over_tls_browsers_are_told_to_stay_with_it() -> None:
    assert "Strict-Transport-Security" in security_headers("https://us")
    assert "Strict-Transport-Security" not in security_headers("http://localhost:4200")
    assert security_headers(None)["X-Content-Type-Options"] == "nosniff"
