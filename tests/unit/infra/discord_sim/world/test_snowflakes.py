"""Ids carry their moment and never repeat."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.world.clock import Clock, stopped_at
from infra.discord_sim.world.snowflakes import EPOCH, SnowflakeGenerator, created_at, first_of
from tests.unit.infra.discord_sim.worlds import NOON

MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(MOMENTS)
def test_a_snowflake_tells_its_millisecond(moment: datetime) -> None:
    told = created_at(first_of(moment))

    assert timedelta() <= moment - told < timedelta(milliseconds=1)


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=50))
def test_ids_grow_whatever_the_clock_does(steps: list[int]) -> None:
    clock = stopped_at(NOON)
    generator = SnowflakeGenerator(clock)
    made = []

    for step in steps:
        clock.advance(timedelta(microseconds=step))
        made.append(generator.next())

    assert made == sorted(set(made))


def test_ids_of_one_given_moment_differ() -> None:
    generator = SnowflakeGenerator(stopped_at(NOON))

    made = [generator.at(EPOCH + timedelta(days=1)) for _ in range(3)]

    assert len(set(made)) == 3
    assert {created_at(each) for each in made} == {EPOCH + timedelta(days=1)}


def test_time_only_moves_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock().advance(timedelta(seconds=-1))
