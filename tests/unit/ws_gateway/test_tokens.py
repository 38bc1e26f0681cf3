"""Only a fresh token of a bot, signed with the link's secret, makes a connection a bot's."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import UnauthenticatedError
from tests.factories.bot_tokens import LINK_SECRET, a_bot_token
from tests.factories.events import BOT
from tests.fakes.clock import NOON
from ws_gateway.tokens import looks_like_bot_token, read_bot_token

SECONDS = int(NOON.timestamp())


def test_a_sound_token_names_the_bot() -> None:
    token = read_bot_token(a_bot_token(), LINK_SECRET, NOON)

    assert (token.bot_id, token.jti) == (BOT, "0123456789abcdef")


@pytest.mark.parametrize("claim", ["iss", "aud", "typ", "sub", "iat", "exp", "jti"])
def test_every_claim_is_required(claim: str) -> None:
    claims: dict[str, Any] = {claim: None}

    refuse(a_bot_token(**claims))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"aud": "api"},
        {"typ": "access"},
        {"sub": "not a snowflake"},
        {"sub": "0"},
        {"exp": SECONDS},
        {"exp": SECONDS - 1},
        {"exp": SECONDS + 61},
        {"iat": SECONDS - 61, "exp": SECONDS - 1},
        {"iat": SECONDS + 11},
        {"iat": "today"},
        {"exp": float("inf")},
        {"jti": ""},
        {"jti": "x" * 65},
        {"jti": 7},
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_is_refused(claims: dict[str, Any]) -> None:
    refuse(a_bot_token(**claims))


def test_a_token_is_too_old_after_a_minute() -> None:
    read_bot_token(a_bot_token(), LINK_SECRET, NOON + timedelta(seconds=59))

    refuse(a_bot_token(), after=timedelta(seconds=60))


def test_a_worker_s_clock_may_be_a_little_ahead() -> None:
    read_bot_token(a_bot_token(NOON + timedelta(seconds=9)), LINK_SECRET, NOON)


def test_another_secret_is_refused() -> None:
    refuse(a_bot_token(secret="another secret that is long enough for HS256"))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused(algorithm: str) -> None:
    refuse(a_bot_token(secret=LINK_SECRET * 2, algorithm=algorithm))
    refuse(a_bot_token(secret=LINK_SECRET * 2, algorithm=algorithm), secret=LINK_SECRET * 2)


def test_an_unsigned_token_is_refused() -> None:
    claims = jwt.decode(a_bot_token(), options={"verify_signature": False})

    refuse(jwt.encode(claims, "", algorithm="none"))


@given(st.text(max_size=200))
def test_no_text_breaks_the_check(text: str) -> None:
    refuse(text)


@pytest.mark.parametrize(("token", "is_jwt"), [("a.b.c", True), ("ticket", False), ("a.b", False), ("a.b.c.d", False)])
def test_a_ticket_is_told_from_a_token(token: str, is_jwt: bool) -> None:
    assert looks_like_bot_token(token) is is_jwt


def refuse(token: str, *, after: timedelta = timedelta(), secret: str = LINK_SECRET) -> None:
    with pytest.raises(UnauthenticatedError):
        read_bot_token(token, secret, NOON + after)
