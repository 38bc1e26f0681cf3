from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from shared.adapters.encryption import Encryption
from shared.features.logins.grants import UserGrants, seal_grant
from shared.features.logins.model import Account
from shared.kernel.errors import GrantRevokedError
from tests.fakes.clock import FakeClock
from tests.fakes.discord import NORA, FakeDiscord
from tests.fakes.logins import FakeAccountStore
from tests.fakes.short_lived import FakeLocks

SEALS = Encryption(bytes(32))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def discord(clock: FakeClock) -> FakeDiscord:
    return FakeDiscord(clock)


@pytest.fixture
def accounts(discord: FakeDiscord) -> FakeAccountStore:
    """Nora has logged in just now."""
    accounts = FakeAccountStore()
    grant = discord.exchange("good", "verifier")
    accounts.save(Account(profile=NORA, sealed_grant=seal_grant(SEALS, NORA.id, grant)))
    discord.calls.clear()
    return accounts


@pytest.fixture
def grants(accounts: FakeAccountStore, discord: FakeDiscord, clock: FakeClock) -> UserGrants:
    return UserGrants(accounts, SEALS, discord, FakeLocks(), clock)


def test_a_grant_is_used_while_it_is_fresh(grants: UserGrants, discord: FakeDiscord, clock: FakeClock) -> None:
    clock.pass_time(days=6, hours=23, minutes=54)

    assert grants.access_token_of(NORA.id) == "access-1"
    assert discord.calls == []


def test_a_grant_that_ends_soon_is_refreshed_once_however_many_ask(
    grants: UserGrants, discord: FakeDiscord, clock: FakeClock
) -> None:
    clock.pass_time(days=6, hours=23, minutes=55)

    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(grants.access_token_of, [NORA.id] * 8))

    assert discord.calls == ["refresh refresh-1"]
    assert set(tokens) == {"access-1"}


def test_the_next_refresh_uses_the_refresh_token_that_came_last(
    grants: UserGrants, discord: FakeDiscord, clock: FakeClock
) -> None:
    discord.calls.append("something else")
    clock.pass_time(days=7)
    grants.access_token_of(NORA.id)
    clock.pass_time(days=7)

    grants.access_token_of(NORA.id)

    assert discord.calls[1:] == ["refresh refresh-1", "refresh refresh-2"]


def test_a_grant_that_the_user_took_back_is_told(grants: UserGrants, discord: FakeDiscord, clock: FakeClock) -> None:
    discord.refusal = GrantRevokedError
    clock.pass_time(days=7)

    with pytest.raises(GrantRevokedError):
        grants.access_token_of(NORA.id)


def test_a_grant_of_somebody_else_cannot_be_put_in_its_place(grants: UserGrants, accounts: FakeAccountStore) -> None:
    account = accounts.load(NORA.id)
    other = msgspec.structs.replace(NORA, id=type(NORA.id)(71))
    accounts.save(Account(profile=other, sealed_grant=account.sealed_grant))

    with pytest.raises(GrantRevokedError):
        grants.access_token_of(other.id)
