"""Our client of Discord's OAuth2 and REST, with the simulated Discord and the real stores in between."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from shared.adapters.discord_oauth import DiscordOAuth
from shared.adapters.discord_payloads import Grant
from shared.adapters.discord_rest import DiscordRest
from shared.adapters.encryption import Encryption
from shared.adapters.redis_store import RedisLocks, connect
from shared.config.sections import DiscordConfig
from shared.features.logins.grants import UserGrants, seal_grant
from shared.features.logins.model import Account
from shared.kernel.errors import DiscordUnavailableError, GrantRevokedError, LoginStateError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock
from tests.fakes.logins import FakeAccountStore
from tests.integration.api.conftest import VERIFIER

KEY = bytes(range(32))


class CountingOAuth(DiscordOAuth):
    refreshed = 0

    def refresh(self, refresh_token: str) -> Grant:
        self.refreshed += 1
        return super().refresh(refresh_token)


@pytest.fixture
def oauth(discord: DiscordConfig, clock: FakeClock) -> CountingOAuth:
    return CountingOAuth(discord, clock)


@pytest.fixture
def accounts() -> FakeAccountStore:
    return FakeAccountStore()


@pytest.fixture
def grants(accounts: FakeAccountStore, oauth: CountingOAuth, clock: FakeClock, redis_url: str) -> Iterator[UserGrants]:
    with connect(redis_url) as redis:
        yield UserGrants(accounts, Encryption(KEY), oauth, RedisLocks(redis), clock)


@pytest.fixture
def grant(code: str, oauth: CountingOAuth, discord: DiscordConfig, accounts: FakeAccountStore) -> Grant:
    """A user's grant, sealed in their account."""
    granted = oauth.exchange(code, VERIFIER)
    profile = DiscordRest(discord.api_url).read_profile(granted.access_token)
    accounts.save(Account(profile=profile, sealed_grant=seal_grant(Encryption(KEY), profile.id, granted)))
    return granted


def test_a_fresh_grant_is_used_as_it_is(
    grants: UserGrants, grant: Grant, oauth: CountingOAuth, user_id: str, accounts: FakeAccountStore
) -> None:
    assert grants.access_token_of(Snowflake(user_id)) == grant.access_token
    assert oauth.refreshed == 0
    assert grant.access_token not in accounts.load(Snowflake(user_id)).sealed_grant


def test_an_expired_grant_is_refreshed_once_for_all_who_ask(
    grants: UserGrants, grant: Grant, oauth: CountingOAuth, clock: FakeClock, user_id: str, discord: DiscordConfig
) -> None:
    clock.pass_time(days=8)

    with ThreadPoolExecutor(5) as pool:
        tokens = set(pool.map(grants.access_token_of, [Snowflake(user_id)] * 5))

    assert oauth.refreshed == 1
    assert len(tokens) == 1
    assert tokens != {grant.access_token}
    assert DiscordRest(discord.api_url).list_guilds(tokens.pop())


def test_a_grant_that_was_taken_back_is_told_apart_from_a_failure(
    grants: UserGrants, grant: Grant, clock: FakeClock, user_id: str, discord: DiscordConfig
) -> None:
    revoked = requests.post(
        f"{discord.api_url}/oauth2/token/revoke",
        data={"token": grant.access_token},
        auth=(str(discord.client_id), discord.client_secret),
        timeout=10,
    )
    assert revoked.ok
    clock.pass_time(days=8)

    with pytest.raises(GrantRevokedError):
        DiscordRest(discord.api_url).list_guilds(grant.access_token)
    with pytest.raises(GrantRevokedError):
        grants.access_token_of(Snowflake(user_id))


def test_a_code_without_the_verifier_that_began_is_refused(code: str, oauth: CountingOAuth) -> None:
    with pytest.raises(LoginStateError):
        oauth.exchange(code, "w" * 64)


def test_who_never_logged_in_has_no_grant(grants: UserGrants) -> None:
    with pytest.raises(GrantRevokedError):
        grants.access_token_of(Snowflake(1))


def test_a_discord_that_does_not_answer_is_an_error_of_ours() -> None:
    with pytest.raises(DiscordUnavailableError):
        DiscordRest("http://127.0.0.1:1").read_profile("token")
