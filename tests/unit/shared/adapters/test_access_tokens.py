from datetime import timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.access_tokens import AccessTokens
from shared.kernel.errors import AccessTokenExpiredError, UnauthenticatedError
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake
from tests.fakes.clock import NOON

SECRET = "s" * 32
TOKENS = AccessTokens(SECRET, timedelta(minutes=15))
NORA = Snowflake(70)


@given(st.integers(1, MAX_SNOWFLAKE).map(Snowflake))
def test_a_token_tells_whose_it_is(user_id: Snowflake) -> None:
    assert TOKENS.user_of(TOKENS.issue(user_id, NOON), NOON) == user_id


def test_a_token_lives_for_its_lifetime_and_no_longer() -> None:
    token = TOKENS.issue(NORA, NOON)

    assert TOKENS.user_of(token, NOON + timedelta(minutes=14, seconds=59)) == NORA
    with pytest.raises(AccessTokenExpiredError):
        TOKENS.user_of(token, NOON + timedelta(minutes=15))


@pytest.mark.parametrize("claim", ["iss", "aud", "typ", "sub", "iat", "exp"])
def test_a_token_without_one_of_the_claims_is_refused(claim: str) -> None:
    claims = jwt.decode(TOKENS.issue(NORA, NOON), options={"verify_signature": False})
    del claims[claim]

    with pytest.raises(UnauthenticatedError):
        TOKENS.user_of(jwt.encode(claims, SECRET), NOON)


@pytest.mark.parametrize(("claim", "value"), [("exp", "9" * 12), ("sub", "-1"), ("sub", ""), ("sub", "٣"), ("typ", 7)])
def test_a_claim_of_another_form_is_refused(claim: str, value: object) -> None:
    claims = jwt.decode(TOKENS.issue(NORA, NOON), options={"verify_signature": False})

    with pytest.raises(UnauthenticatedError):
        TOKENS.user_of(jwt.encode({**claims, claim: value}, SECRET), NOON)


@given(st.text(max_size=80))
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        TOKENS.user_of(text, NOON)
