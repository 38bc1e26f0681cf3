"""What headers say, and what cannot be read in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from shared.adapters.discord.headers import outcome_of

BUCKET = {
    "X-RateLimit-Limit": "5",
    "X-RateLimit-Remaining": "3",
    "X-RateLimit-Reset": "1700000000.25",
    "X-RateLimit-Reset-After": "1.234",
    "X-RateLimit-Bucket": "abc",
}


def test_a_bucket_is_read_in_milliseconds() -> None:
    outcome = outcome_of(200, CaseInsensitiveDict(BUCKET))

    assert (outcome.bucket, outcome.limit, outcome.remaining) == ("abc", 5, 3)
    assert (outcome.reset_after_ms, outcome.window_ms) == (1234.0, 1700000000250.0)


@pytest.mark.parametrize(
    ("headers", "scope"),
    [
        ({"Via": "1.1 google", "X-RateLimit-Scope": "shared"}, "shared"),
        ({"Via": "1.1 google", "X-RateLimit-Scope": "user"}, "user"),
        ({"Via": "1.1 google"}, "user"),
        ({"Via": "1.1 google", "X-RateLimit-Global": "true"}, "global"),
        ({"Server": "cloudflare"}, "global"),
    ],
)
def test_a_429_is_told_by_whom_it_concerns(headers: dict[str, str], scope: str) -> None:
    assert outcome_of(429, CaseInsensitiveDict(headers)).scope == scope


def test_the_bodys_pause_is_the_precise_one() -> None:
    headers = CaseInsensitiveDict({"Via": "1.1 google", "Retry-After": "2"})

    assert outcome_of(429, headers, b'{"retry_after": 1.337}').retry_after_ms == 1337.0
    assert outcome_of(429, headers, b"<html>").retry_after_ms == 2000.0


def test_a_ban_of_the_address_stops_everything_for_a_minute_at_least() -> None:
    assert outcome_of(429, CaseInsensitiveDict({"Retry-After": "5"}), b"error code: 1015").retry_after_ms == 60_000


@given(st.dictionaries(st.sampled_from([*BUCKET, "Retry-After", "Via"]), st.text(max_size=12)), st.binary(max_size=30))
def test_whatever_an_answer_says_it_is_read(headers: dict[str, str], body: bytes) -> None:
    outcome = outcome_of(429, CaseInsensitiveDict(headers), body)

    assert 0 <= outcome.reset_after_ms <= 86_400_000
    assert 0 < outcome.retry_after_ms <= 86_400_000
