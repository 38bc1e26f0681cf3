import os
from datetime import timedelta

import pytest

from shared.features.logins.endings import MARGIN, LoginEndings, ended_key
from shared.features.logins.families import LoginFamilies
from shared.features.logins.model import Refreshed
from shared.features.logins.refresh_tokens import RefreshTokens
from shared.kernel.callers import Caller
from shared.kernel.errors import NotFoundError, RefreshRejectedError
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock
from tests.fakes.logins import FakeLoginStore, FakeOpenConnections
from tests.fakes.short_lived import FakeOneTimeStore

NORA, OTTO = Snowflake(7), Snowflake(8)
ACCESS = timedelta(minutes=15)


class House:
    """Logins and all that hangs on them."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = FakeLoginStore()
        self.marks = FakeOneTimeStore(self.clock)
        self.connections = FakeOpenConnections()
        self.endings = LoginEndings(self.store, self.marks, self.connections, ACCESS, self.clock)
        self.families = LoginFamilies(
            self.store, self.endings, RefreshTokens("s" * 32), timedelta(days=7), self.clock, os.urandom
        )

    def log_in(self, user_id: Snowflake = NORA, device: str = "Firefox on Linux") -> Refreshed:
        return self.families.start(user_id, device)

    def has_ended(self, login: Refreshed) -> bool:
        """Whether none of the login's tokens is worth anything; anything in between is a fault."""
        marked = self.marks.has(ended_key(login.login_id))
        assert marked != self.endings.is_running(caller(login))
        return marked


def caller(login: Refreshed) -> Caller:
    return Caller(user_id=login.user_id, login_id=login.login_id)


@pytest.fixture
def house() -> House:
    return House()


def test_the_list_has_the_devices_and_the_last_use_and_marks_the_one_that_asks(house: House) -> None:
    first, second = house.log_in(device="Safari on iPhone"), house.log_in()
    house.log_in(OTTO)
    house.clock.pass_time(hours=1)
    house.families.refresh(first.refresh_token)

    listed = house.endings.list_for(caller(second))

    assert [(entry.device, entry.current) for entry in listed] == [
        ("Safari on iPhone", False),
        ("Firefox on Linux", True),
    ]
    assert listed[0].last_used_at - listed[0].created_at == timedelta(hours=1)


def test_logins_that_have_ended_are_not_listed(house: House) -> None:
    current, revoked, _unused = house.log_in(), house.log_in(), house.log_in()
    house.endings.end(NORA, revoked.login_id)
    house.clock.pass_time(days=6)
    house.families.refresh(current.refresh_token)
    house.clock.pass_time(days=2)

    listed = house.endings.list_for(caller(current))

    assert [entry.login_id for entry in listed] == [current.login_id]


def test_a_revoked_login_is_worth_nothing_at_once_and_the_others_go_on(house: House) -> None:
    revoked, other = house.log_in(), house.log_in()

    house.endings.end(NORA, revoked.login_id)

    assert house.has_ended(revoked)
    assert not house.has_ended(other)
    assert house.connections.closed == [(NORA, revoked.login_id)]
    with pytest.raises(RefreshRejectedError):
        house.families.refresh(revoked.refresh_token)


def test_nobody_ends_somebody_else_s_login_or_learns_that_there_is_one(house: House) -> None:
    login = house.log_in(OTTO)

    for login_id in (login.login_id, "0" * 32):
        with pytest.raises(NotFoundError):
            house.endings.end(NORA, login_id)

    assert not house.has_ended(login)


def test_logout_everywhere_ends_all_of_a_user_s_and_nobody_else_s(house: House) -> None:
    theirs, other = [house.log_in() for _ in range(3)], house.log_in(OTTO)

    assert house.endings.end_all(caller(theirs[0])) == 3

    assert all(house.has_ended(login) for login in theirs)
    assert not house.has_ended(other)


def test_the_mark_outlives_every_access_token_of_the_login(house: House) -> None:
    login = house.log_in()
    house.endings.end(NORA, login.login_id)

    house.clock.pass_time(seconds=(ACCESS + MARGIN).total_seconds() - 1)

    assert house.has_ended(login)


def test_a_reused_token_ends_access_and_connections_too(house: House) -> None:
    login = house.log_in()
    house.families.refresh(login.refresh_token)
    house.clock.pass_time(minutes=1)

    with pytest.raises(RefreshRejectedError):
        house.families.refresh(login.refresh_token)

    assert house.has_ended(login)
    assert house.connections.closed == [(NORA, login.login_id)]


def test_erased_logins_are_gone(house: House) -> None:
    login = house.log_in()

    assert house.endings.erase_all(caller(login)) == 1

    assert house.has_ended(login)
    assert house.store.logins == {}
