"""A guild has one bucket for each hour, and everybody who reads the same plan finds the same one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.buckets import BucketPlan, bucket_among

GUILD_IDS = st.integers(0, (1 << 63) - 1)
CHANGE = datetime(2026, 12, 1, tzinfo=UTC)
GROWING = BucketPlan.parse("1,8@2026-12-01T00,32@2027-01-01T00")


@given(GUILD_IDS, st.integers(1, 64))
def test_a_guild_s_bucket_is_one_of_those_that_there_are(guild_id: int, buckets: int) -> None:
    assert 0 <= bucket_among(buckets, guild_id) < buckets


def test_buckets_do_not_change_from_one_release_to_the_next() -> None:
    guild_ids = (0, 81384788765712384, 700_000_000_000_000_001, 1175928847299117063)

    assert [bucket_among(500, guild_id) for guild_id in guild_ids] == [0, 198, 371, 397]


@given(GUILD_IDS, st.integers(1, 16), st.integers(1, 64))
def test_with_a_multiple_of_the_shards_a_bucket_s_guilds_are_all_on_one_shard(
    guild_id: int, shards: int, times: int
) -> None:
    shard_id = (guild_id >> 22) % shards

    assert bucket_among(shards * times, guild_id) % shards == shard_id


def test_a_plain_number_holds_for_all_times() -> None:
    plan = BucketPlan.parse("8")

    assert [plan.at(datetime(year, 1, 1, tzinfo=UTC)) for year in (1970, 2026, 9999)] == [8, 8, 8]


def test_the_number_changes_with_its_hour_and_what_was_before_stays() -> None:
    moments = (CHANGE - timedelta(microseconds=1), CHANGE, CHANGE + timedelta(days=31))

    assert [GROWING.at(moment) for moment in moments] == [1, 8, 32]


@given(GUILD_IDS)
def test_all_moments_of_an_hour_have_the_same_bucket(guild_id: int) -> None:
    ends = (CHANGE, CHANGE + timedelta(minutes=59, seconds=59))

    assert len({GROWING.bucket_of(guild_id, moment) for moment in ends}) == 1


@given(GUILD_IDS)
def test_what_belongs_to_no_hour_has_its_bucket_among_the_last_number(guild_id: int) -> None:
    assert GROWING.lasting_bucket_of(guild_id) == bucket_among(32, guild_id)


@pytest.mark.parametrize(
    "text",
    ["", "0", "-1", "many", "65537", "8@2026-12-01T00", "1,8", "1,8@tomorrow", "1,8@2026-12-01T00:30", "1,,2"],
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        BucketPlan.parse(text)


@pytest.mark.parametrize("text", ["1,8@2026-12-01T00,4@2026-12-01T00", "1,8@2026-12-02T00,4@2026-12-01T00"])
def test_hours_that_do_not_rise_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="rise"):
        BucketPlan.parse(text)
