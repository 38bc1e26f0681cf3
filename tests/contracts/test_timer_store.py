"""Timers keep the same promises in DynamoDB and in memory."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.timers.model import Timer, TimerKind
from shared.features.timers.ports import TimerStore
from shared.features.timers.rules import place
from shared.features.timers.table import TimerTable
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import BRUNO
from tests.factories.timers import a_timer
from tests.fakes.clock import NOON
from tests.fakes.timers import FakeTimers

LATER = NOON + timedelta(days=2)


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> TimerStore:
    if request.param == "fake":
        return FakeTimers()
    aws: AwsConfig = request.getfixturevalue("aws")
    return TimerTable(dynamodb_client(aws), aws)


@pytest.fixture
def one() -> Callable[..., Timer]:
    """Make timers of a guild that no other test has."""
    guild_id = Snowflake(int.from_bytes(os.urandom(7)) + 1)

    def make(**given: Any) -> Timer:
        return a_timer(guild_id=guild_id, **given)

    return make


def found(store: TimerStore, timer: Timer) -> Timer | None:
    return store.find(timer.guild_id, place(timer))


def test_a_timer_is_found_as_it_was_written(store: TimerStore, one: Callable[..., Timer]) -> None:
    timer = one(kind=TimerKind.ROLE_GIVEN, code="discord_forbidden", attempts=3, joined_at=NOON, tried=True)

    store.write(timer, None)

    assert found(store, timer) == timer


def test_where_a_timer_is_another_one_is_not_put_unseen(store: TimerStore, one: Callable[..., Timer]) -> None:
    timer = one()
    store.write(timer, None)

    with pytest.raises(ConflictError):
        store.write(one(case_number=18), None)

    assert found(store, timer) == timer


def test_who_read_an_earlier_state_changes_nothing(store: TimerStore, one: Callable[..., Timer]) -> None:
    timer = one()
    changed = replace(timer, revision=2, attempts=1)
    store.write(timer, None)
    store.write(changed, timer)

    with pytest.raises(ConflictError):
        store.write(replace(timer, revision=2), timer)
    with pytest.raises(ConflictError):
        store.remove(timer)

    assert found(store, timer) == changed


def test_another_timer_at_the_same_place_is_not_mistaken_for_the_one_before(
    store: TimerStore, one: Callable[..., Timer]
) -> None:
    timer, later = one(), one(case_number=18)
    store.write(timer, None)
    store.write(later, timer)

    with pytest.raises(ConflictError):
        store.remove(timer)

    assert found(store, timer) == later


def test_what_is_removed_is_gone(store: TimerStore, one: Callable[..., Timer]) -> None:
    timer = one()
    store.write(timer, None)

    store.remove(timer)

    assert found(store, timer) is None
    with pytest.raises(ConflictError):
        store.remove(timer)


def test_a_users_timers_are_theirs_alone(store: TimerStore, one: Callable[..., Timer]) -> None:
    ban, role = one(), one(kind=TimerKind.ROLE_GIVEN)
    of_another, of_one_whose_id_begins_so = one(user_id=BRUNO.user_id), one(user_id=Snowflake(ban.user_id * 10))
    for timer in (ban, role, of_another, of_one_whose_id_begins_so):
        store.write(timer, None)

    assert {timer.id for timer in store.of_user(ban.guild_id, ban.user_id)} == {ban.id, role.id}
    assert len(store.of_guild(ban.guild_id)) == 4


def test_what_is_due_comes_longest_waiting_first_and_what_nobody_tries_any_more_does_not_come(
    store: TimerStore, one: Callable[..., Timer]
) -> None:
    first, second = one(next_try_at=NOON), one(user_id=BRUNO.user_id, next_try_at=NOON + timedelta(seconds=1))
    future, given_up = one(kind=TimerKind.ROLE_GIVEN, next_try_at=LATER), one(kind=TimerKind.ROLE_TAKEN)
    for timer in (future, second, first, replace(given_up, next_try_at=None)):
        store.write(timer, None)

    due = [each for each in store.due(NOON + timedelta(minutes=1), 1_000) if each.guild_id == first.guild_id]
    running = [each.place for each in store.running() if each.guild_id == first.guild_id]

    assert [(each.place, each.next_try_at) for each in due] == [
        (place(first), NOON),
        (place(second), NOON + timedelta(seconds=1)),
    ]
    assert running == [place(first), place(second), place(future)]
    for timer in (first, second, future):
        store.remove(timer)
