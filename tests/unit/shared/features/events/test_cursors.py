"""Cursors sort as events came; partitions hold an hour."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.events.rules.cursors import (
    BATCH_STRIDE,
    cursor_at,
    cursor_of,
    hour_of,
    hours_down,
    moment_of_cursor,
    partition,
    step,
)
from shared.kernel.errors import InvalidInputError
from shared.kernel.ulids import is_ulid, make_ulid

BATCH_IDS = st.builds(
    make_ulid, st.integers(1_500_000_000_000, 4_000_000_000_000), st.integers(BATCH_STRIDE, (1 << 80) - 1)
)
MOMENTS = st.floats(1_600_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(BATCH_IDS, st.integers(-1_000_000, 1_000_000))
def test_a_step_back_undoes_a_step(batch_id: str, by: int) -> None:
    there = step(batch_id, by)

    assert is_ulid(there)
    assert step(there, -by) == batch_id


@given(BATCH_IDS, st.integers(1, 1_000))
def test_the_cursors_of_a_batch_rise_to_its_id(batch_id: str, count: int) -> None:
    cursors = [cursor_of(batch_id, position, count) for position in range(count)]

    assert cursors == sorted(set(cursors))
    assert cursors[-1] == batch_id


@given(BATCH_IDS, BATCH_IDS, st.integers(1, 1_000))
def test_no_cursor_of_a_batch_is_before_the_batch_before_it(first: str, second: str, count: int) -> None:
    earlier, later = sorted((first, second))
    later = max(later, step(earlier, BATCH_STRIDE))  # a worker's batches are never nearer

    assert cursor_of(later, 0, count) > earlier


@given(BATCH_IDS, st.integers(1, 1_000))
def test_a_batch_lies_below_any_of_its_cursors_and_a_stride(batch_id: str, count: int) -> None:
    assert batch_id < step(cursor_of(batch_id, 0, count), BATCH_STRIDE)


@pytest.mark.parametrize("cursor", ["", "x", "01HF7YAT00000000000000000u", "8" + "0" * 25, "7" + "Z" * 25])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInputError):
        moment_of_cursor(cursor)


@given(MOMENTS)
def test_the_cursor_of_a_moment_is_before_its_batches_and_after_earlier_ones(moment: datetime) -> None:
    milliseconds = int(moment.timestamp() * 1000)

    assert make_ulid(milliseconds - 1, (1 << 80) - 1) < cursor_at(moment) <= make_ulid(milliseconds, 0)


@given(MOMENTS, st.integers(0, 200))
def test_the_hours_down_cover_everything_between_two_moments(latest: datetime, minutes: int) -> None:
    earliest = latest - timedelta(minutes=minutes)

    hours = list(hours_down(latest, earliest))

    assert hours[0] <= latest < hours[0] + timedelta(hours=1)
    assert hours[-1] <= earliest < hours[-1] + timedelta(hours=1)
    assert all(later - earlier == timedelta(hours=1) for later, earlier in pairwise(hours))


def test_a_partition_is_a_bucket_and_an_hour() -> None:
    batch_id = make_ulid(int(datetime(2026, 8, 5, 12, 59, 59, tzinfo=UTC).timestamp() * 1000), 7)

    assert partition(3, hour_of(batch_id)) == "3#2026080512"
