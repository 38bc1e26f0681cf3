"""Codes and tokens: once, for a time, for one application."""

import itertools
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.oauth.grants import Consent, GrantError, Grants
from infra.discord_sim.oauth.pkce import Challenge, Method
from infra.discord_sim.world.clock import Clock, stopped_at
from tests.unit.infra.discord_sim.worlds import NOON

APPLICATION, OTHER_APPLICATION, PERSON = 1, 2, 3
REDIRECT = "http://127.0.0.1/callback"


class Setting:
    """Grants under a clock that stands still."""

    def __init__(self) -> None:
        self.clock: Clock = stopped_at(NOON)
        numbers = itertools.count()
        self.grants = Grants(self.clock, lambda: f"token {next(numbers)}")

    def code(self, challenge: Challenge | None = None) -> str:
        consent = Consent(
            application_id=APPLICATION,
            user_id=PERSON,
            scopes=frozenset({"identify"}),
            redirect_uri=REDIRECT,
            challenge=challenge,
        )
        return self.grants.authorize(consent)


@pytest.fixture
def setting() -> Setting:
    return Setting()


def test_a_code_becomes_a_token_once(setting: Setting) -> None:
    code = setting.code()

    grant = setting.grants.redeem(code, APPLICATION, REDIRECT, "")

    assert setting.grants.find(grant.access_token) == grant
    with pytest.raises(GrantError):
        setting.grants.redeem(code, APPLICATION, REDIRECT, "")


def test_a_code_lives_ten_minutes(setting: Setting) -> None:
    fresh, late = setting.code(), setting.code()

    setting.clock.advance(timedelta(minutes=9, seconds=59))
    setting.grants.redeem(fresh, APPLICATION, REDIRECT, "")
    setting.clock.advance(timedelta(seconds=1))

    with pytest.raises(GrantError):
        setting.grants.redeem(late, APPLICATION, REDIRECT, "")


@pytest.mark.parametrize(
    ("application_id", "redirect_uri"), [(OTHER_APPLICATION, REDIRECT), (APPLICATION, "http://127.0.0.1/other")]
)
def test_a_code_counts_only_where_it_was_given(setting: Setting, application_id: int, redirect_uri: str) -> None:
    with pytest.raises(GrantError):
        setting.grants.redeem(setting.code(), application_id, redirect_uri, "")


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1), st.text())
def test_only_the_verifier_of_its_challenge_redeems_a_code(verifier: str, guess: str) -> None:
    setting = Setting()
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    challenge = Challenge(text=digest, method=Method.S256)

    setting.grants.redeem(setting.code(challenge), APPLICATION, REDIRECT, verifier)

    if guess != verifier:
        with pytest.raises(GrantError):
            setting.grants.redeem(setting.code(challenge), APPLICATION, REDIRECT, guess)


def test_an_access_token_lives_a_week(setting: Setting) -> None:
    grant = setting.grants.redeem(setting.code(), APPLICATION, REDIRECT, "")

    setting.clock.advance(timedelta(seconds=604_799))
    assert setting.grants.find(grant.access_token) == grant
    setting.clock.advance(timedelta(seconds=1))
    assert setting.grants.find(grant.access_token) is None


def test_a_refresh_rotates_both_tokens(setting: Setting) -> None:
    old = setting.grants.redeem(setting.code(), APPLICATION, REDIRECT, "")

    new = setting.grants.refresh(old.refresh_token, APPLICATION)

    assert new.scopes == old.scopes
    assert setting.grants.find(old.access_token) is None
    assert setting.grants.find(new.access_token) == new
    with pytest.raises(GrantError):
        setting.grants.refresh(old.refresh_token, APPLICATION)


def test_revoking_one_token_revokes_all_that_the_person_gave_the_application(setting: Setting) -> None:
    one = setting.grants.redeem(setting.code(), APPLICATION, REDIRECT, "")
    other = setting.grants.redeem(setting.code(), APPLICATION, REDIRECT, "")

    setting.grants.revoke(one.refresh_token, APPLICATION)

    assert setting.grants.find(one.access_token) is None
    assert setting.grants.find(other.access_token) is None


def test_another_application_revokes_nothing(setting: Setting) -> None:
    grant = setting.grants.redeem(setting.code(), APPLICATION, REDIRECT, "")

    setting.grants.revoke(grant.access_token, OTHER_APPLICATION)

    assert setting.grants.find(grant.access_token) == grant


def test_grants_survive_a_snapshot(setting: Setting) -> None:
    grant = setting.grants.redeem(setting.code(), APPLICATION, REDIRECT, "")
    later = Setting()

    later.grants.restore(setting.grants.export())

    assert later.grants.find(grant.access_token) == grant
    assert later.grants.refresh(grant.refresh_token, APPLICATION).user_id == PERSON
