from datetime import timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.access_tokens import AccessTokens
from shared.kernel.callers import Caller
from shared.kernel.errors import AccessTokenExpiredError, UnauthenticatedError
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake
from tests.fakes.clock import NOON

SECRET = "s" * 32
TOKENS = AccessTokens(SECRET, timedelta(minutes=15))
NORA = Caller(user_id=Snowflake(70), login_id="0123456789abcdef" * 2)


@given(st.integers(1, MAX_SNOWFLAKE).map(Snowflake))
def test_a_token_tells_whose_it_is_and_of_which_login(user_id: Snowflake) -> None:
    caller = Caller(user_id=user_id, login_id=NORA.login_id)

    assert TOKENS.caller_of(TOKENS.issue(caller, NOON), NOON) == caller


def test_a_token_lives_for_its_lifetime_and_no_longer() -> None:
    token = TOKENS.issue(NORA, NOON)

    assert TOKENS.caller_of(token, NOON + timedelta(minutes=14, seconds=59)) == NORA
    with pytest.raises(AccessTokenExpiredError):
        TOKENS.caller_of(token, NOON + timedelta(minutes=15))


@pytest.mark.parametrize("claim", ["iss", "aud", "typ", "sub", "iat", "exp", "login"])
def test_a_token_without_one_of_the_claims_is_refused(claim: str) -> None:
    claims = jwt.decode(TOKENS.issue(NORA, NOON), options={"verify_signature": False})
    del claims[claim]

    with pytest.raises(UnauthenticatedError):
        TOKENS.caller_of(jwt.encode(claims, SECRET), NOON)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        *(("exp", "9" * 12), ("sub", "-1"), ("sub", ""), ("sub", "٣"), ("typ", 7)),
        *(("login", 7), ("login", ""), ("login", "x" * 31), ("login", "*" * 32)),
    ],
)
def test_a_claim_of_another_form_is_refused(claim: str, value: object) -> None:
    claims = jwt.decode(TOKENS.issue(NORA, NOON), options={"verify_signature": False})

    with pytest.raises(UnauthenticatedError):
        TOKENS.caller_of(jwt.encode({**claims, claim: value}, SECRET), NOON)


@given(st.text(max_size=80))
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        TOKENS.caller_of(text, NOON)
