from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.snowflakes import (
    MAX_SNOWFLAKE,
    Snowflake,
    created_at,
    parse_snowflake,
    shard_of,
    snowflake_at,
)

snowflakes = st.integers(1, MAX_SNOWFLAKE)


def test_the_moment_of_creation_is_in_the_id() -> None:
    assert created_at(175928847299117063) == datetime(2016, 4, 30, 11, 18, 25, 796000, tzinfo=UTC)


@given(snowflakes)
def test_an_id_is_read_back_from_its_text(number: int) -> None:
    assert parse_snowflake(str(number)) == number


@pytest.mark.parametrize("text", ["", "0", "-1", "+1", " 1", "1_0", "٣", "1.0", "0x10", "9" * 19, "1" * 20])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a snowflake"):
        parse_snowflake(text)


@given(snowflakes)
def test_the_lowest_id_of_a_moment_is_not_after_any_id_of_that_moment(number: int) -> None:
    lowest = snowflake_at(created_at(number))

    assert lowest <= number
    assert created_at(lowest) == created_at(number)


@given(snowflakes, st.integers(1, 256))
def test_every_guild_has_one_shard(number: int, shard_count: int) -> None:
    assert 0 <= shard_of(Snowflake(number), shard_count) < shard_count
