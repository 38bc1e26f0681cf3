import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from shared.features.logins.endings import LoginEndings
from shared.features.logins.families import LoginFamilies
from shared.features.logins.model import Login
from shared.features.logins.refresh_tokens import RefreshTokens, hash_of
from shared.kernel.errors import RefreshRejectedError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock
from tests.fakes.logins import FakeLoginStore, FakeOpenConnections
from tests.fakes.short_lived import FakeOneTimeStore

USER = Snowflake(7)


def counted_bytes() -> Callable[[int], bytes]:
    """Make randomness that is never the same twice."""
    numbers = iter(range(10**9))
    return lambda count: next(numbers).to_bytes(count)


def families_of(store: FakeLoginStore, clock: FakeClock, letter: str = "s") -> LoginFamilies:
    endings = LoginEndings(store, FakeOneTimeStore(clock), FakeOpenConnections(), timedelta(minutes=15), clock)
    return LoginFamilies(store, endings, RefreshTokens(letter * 32), timedelta(days=7), clock, counted_bytes())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store() -> FakeLoginStore:
    return FakeLoginStore()


@pytest.fixture
def families(clock: FakeClock, store: FakeLoginStore) -> LoginFamilies:
    return families_of(store, clock)


def test_each_use_replaces_the_token(families: LoginFamilies, clock: FakeClock) -> None:
    tokens = [families.start(USER, "Firefox").refresh_token]
    for _ in range(5):
        clock.pass_time(minutes=15)
        tokens.append(families.refresh(tokens[-1]).refresh_token)

    assert len(set(tokens)) == 6


def test_the_store_never_holds_a_token(families: LoginFamilies, store: FakeLoginStore) -> None:
    tokens = [families.start(USER, "Firefox").refresh_token]
    tokens.append(families.refresh(tokens[0]).refresh_token)

    (stored,) = store.logins.values()

    secrets = {token.split(".")[1] for token in tokens}
    assert not any(secret in repr(stored) for secret in secrets)
    assert stored.token_hash == hash_of(tokens[1])


def test_two_tabs_at_once_get_the_same_token(families: LoginFamilies) -> None:
    token = families.start(USER, "Firefox").refresh_token

    first, second = families.refresh(token), families.refresh(token)

    assert first == second
    assert families.refresh(first.refresh_token).user_id == USER


def test_a_slow_tab_gets_the_latest_token_though_it_was_replaced_twice(
    families: LoginFamilies, clock: FakeClock
) -> None:
    first = families.start(USER, "Firefox").refresh_token
    second = families.refresh(first).refresh_token
    clock.pass_time(seconds=2)
    third = families.refresh(second).refresh_token

    clock.pass_time(seconds=2)

    assert families.refresh(first).refresh_token == third


def test_a_stolen_token_used_later_ends_the_login_for_the_thief_and_the_user(
    families: LoginFamilies, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    stolen = families.start(USER, "Firefox").refresh_token
    latest = families.refresh(stolen).refresh_token
    clock.pass_time(minutes=1)

    with caplog.at_level(logging.WARNING), pytest.raises(RefreshRejectedError):
        families.refresh(stolen)

    with pytest.raises(RefreshRejectedError):
        families.refresh(latest)
    assert [record.getMessage() for record in caplog.records] == ["incident.refresh_reused"]
    assert stolen not in caplog.text


def test_a_reuse_ends_one_login_and_no_other_of_the_user(families: LoginFamilies, clock: FakeClock) -> None:
    stolen, other = families.start(USER, "Firefox").refresh_token, families.start(USER, "Firefox").refresh_token
    families.refresh(stolen)
    clock.pass_time(minutes=1)
    with pytest.raises(RefreshRejectedError):
        families.refresh(stolen)

    assert families.refresh(other).user_id == USER


def test_a_login_that_nobody_used_for_a_week_has_ended(families: LoginFamilies, clock: FakeClock) -> None:
    token = families.start(USER, "Firefox").refresh_token

    clock.pass_time(days=7)

    with pytest.raises(RefreshRejectedError):
        families.refresh(token)


def test_a_forged_token_is_refused_without_a_read(clock: FakeClock) -> None:
    class NoStore(FakeLoginStore):
        def load(self, login_id: str) -> Login:
            raise AssertionError(f"read {login_id}")

    families = families_of(NoStore(), clock)
    elsewhere = families_of(NoStore(), clock, "t")
    genuine = families.start(USER, "Firefox").refresh_token

    for forged in (
        elsewhere.start(USER, "Firefox").refresh_token,
        genuine[:-1],
        genuine + "A",
        "",
        "..",
        "a.b.c",
        genuine.swapcase(),
        "é.é.é",
    ):
        with pytest.raises(RefreshRejectedError):
            families.refresh(forged)


def test_after_the_end_no_token_of_the_login_is_good(families: LoginFamilies) -> None:
    first = families.start(USER, "Firefox").refresh_token
    second = families.refresh(first).refresh_token

    families.end(first)

    for token in (first, second):
        with pytest.raises(RefreshRejectedError):
            families.refresh(token)


def test_ending_with_a_token_that_we_never_made_changes_nothing(families: LoginFamilies) -> None:
    token = families.start(USER, "Firefox").refresh_token

    families.end("made-up")
    families.end("")

    assert families.refresh(token).user_id == USER


class RefreshMachine(RuleBasedStateMachine):
    """Whatever is presented in whatever order: a login lives until an old token comes, and then never again."""

    tokens = Bundle("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.store = FakeLoginStore()
        self.families = families_of(self.store, self.clock)
        self.latest = self.families.start(USER, "Firefox").refresh_token
        self.ended = False

    @rule(target=tokens)
    def know_the_latest(self) -> str:
        return self.latest

    @rule(seconds=st.sampled_from([0.1, 3, 11, 900]))
    def wait(self, seconds: float) -> None:
        self.clock.pass_time(seconds=seconds)

    @rule(target=tokens, token=tokens)
    def refresh(self, token: str) -> str:
        was_latest, before = token == self.latest, self.latest
        try:
            answer = self.families.refresh(token).refresh_token
        except RefreshRejectedError:
            assert self.ended or not was_latest
            self.ended = True
            return token
        assert not self.ended
        if was_latest:
            assert answer != before
            self.latest = answer
        assert answer == self.latest
        return answer

    @invariant()
    def one_login(self) -> None:
        assert len(self.store.logins) == 1


TestRefreshMachine = RefreshMachine.TestCase
TestRefreshMachine.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
