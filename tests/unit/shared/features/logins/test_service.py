from collections.abc import Callable

import pytest

from shared.adapters.encryption import Encryption
from shared.features.logins.service import LoginFlow, LoginPorts
from shared.kernel.errors import AccessDeniedError, DiscordUnavailableError, LoginSessionError, LoginStateError
from tests.fakes.clock import FakeClock
from tests.fakes.discord import NORA, FakeDiscord
from tests.fakes.logins import FakeAccountStore
from tests.fakes.short_lived import FakeOneTimeStore


def counted_hex() -> Callable[[int], str]:
    numbers = iter(range(10**9))
    return lambda count: next(numbers).to_bytes(count).hex()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def discord(clock: FakeClock) -> FakeDiscord:
    return FakeDiscord(clock)


@pytest.fixture
def accounts() -> FakeAccountStore:
    return FakeAccountStore()


@pytest.fixture
def flow(clock: FakeClock, discord: FakeDiscord, accounts: FakeAccountStore) -> LoginFlow:
    return LoginFlow(
        LoginPorts(
            once=FakeOneTimeStore(clock),
            codes=discord,
            profiles=discord,
            accounts=accounts,
            seals=Encryption(bytes(32)),
            authorize_url=lambda state, challenge: f"{state}|{challenge}",
            random_hex=counted_hex(),
            forget=lambda user_id: discord.calls.append(f"forget {user_id}"),
        )
    )


def begin(flow: LoginFlow, nonce: str | None = None, return_to: str | None = None) -> tuple[str, str]:
    """Return the nonce and the state of a login that was begun."""
    begun = flow.begin(nonce, return_to)
    return begun.nonce, begun.authorize_url.partition("|")[0]


def test_a_login_ends_with_an_account_and_a_session(flow: LoginFlow, accounts: FakeAccountStore) -> None:
    nonce, state = begin(flow, return_to="/guilds/7")

    session = flow.exchange(nonce, flow.finish(nonce, state, "good", None))

    assert (session.user_id, session.return_to) == (NORA.id, "/guilds/7")
    assert accounts.load(NORA.id).profile == NORA


def test_a_new_login_forgets_what_was_known_of_the_users_guilds(flow: LoginFlow, discord: FakeDiscord) -> None:
    nonce, state = begin(flow)

    flow.finish(nonce, state, "good", None)

    assert discord.calls[-1] == f"forget {NORA.id}"


def test_discords_tokens_are_sealed_for_this_user(flow: LoginFlow, accounts: FakeAccountStore) -> None:
    nonce, state = begin(flow)

    flow.finish(nonce, state, "good", None)

    sealed = accounts.load(NORA.id).sealed_grant
    assert "access-1" not in sealed
    assert b'"access-1"' in Encryption(bytes(32)).open(sealed, str(NORA.id))


def test_the_challenge_is_not_the_verifier(flow: LoginFlow) -> None:
    state, challenge = flow.begin(None, None).authorize_url.split("|")

    assert (len(state), len(challenge)) == (64, 43)


def test_two_tabs_of_one_browser_log_in_side_by_side(flow: LoginFlow) -> None:
    nonce, first = begin(flow)
    same, second = begin(flow, nonce)

    sessions = [flow.finish(nonce, state, "good", None) for state in (second, first)]

    assert same == nonce
    assert [flow.exchange(nonce, session).user_id for session in sessions] == [NORA.id, NORA.id]


@pytest.mark.parametrize("nonce", ["", "short", "x" * 64])
def test_a_nonce_that_we_did_not_make_is_replaced(flow: LoginFlow, nonce: str) -> None:
    assert flow.begin(nonce, None).nonce != nonce


def test_a_state_is_used_once_even_when_the_login_fails(flow: LoginFlow, discord: FakeDiscord) -> None:
    nonce, state = begin(flow)
    with pytest.raises(LoginStateError):
        flow.finish(nonce, state, "bad", None)

    with pytest.raises(LoginStateError):
        flow.finish(nonce, state, "good", None)

    assert discord.calls == ["exchange bad"]


def test_a_state_lives_for_ten_minutes(flow: LoginFlow, clock: FakeClock) -> None:
    nonce, state = begin(flow)

    clock.pass_time(minutes=10)

    with pytest.raises(LoginStateError):
        flow.finish(nonce, state, "good", None)


def test_a_session_lives_for_five_minutes(flow: LoginFlow, clock: FakeClock) -> None:
    nonce, state = begin(flow)
    session = flow.finish(nonce, state, "good", None)

    clock.pass_time(minutes=5)

    with pytest.raises(LoginSessionError):
        flow.exchange(nonce, session)


def test_a_session_that_another_browser_tried_is_spent(flow: LoginFlow) -> None:
    nonce, state = begin(flow)
    session = flow.finish(nonce, state, "good", None)
    other = flow.begin(None, None).nonce

    for who in (other, nonce, None):
        with pytest.raises(LoginSessionError):
            flow.exchange(who, session)


@pytest.mark.parametrize(
    ("error", "expected"), [("access_denied", AccessDeniedError), ("server_error", DiscordUnavailableError)]
)
def test_what_discord_says_is_told_and_ends_the_login(flow: LoginFlow, error: str, expected: type[Exception]) -> None:
    nonce, state = begin(flow)

    with pytest.raises(expected):
        flow.finish(nonce, state, None, error)
    with pytest.raises(LoginStateError):
        flow.finish(nonce, state, "good", None)


def test_an_error_without_a_login_that_began_here_is_no_cancelled_login(flow: LoginFlow) -> None:
    with pytest.raises(LoginStateError):
        flow.finish(None, None, None, "access_denied")


def test_an_answer_without_a_code_is_refused(flow: LoginFlow) -> None:
    nonce, state = begin(flow)

    with pytest.raises(LoginStateError):
        flow.finish(nonce, state, None, None)
