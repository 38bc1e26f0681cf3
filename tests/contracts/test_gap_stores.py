"""Gaps keep the same promises in DynamoDB and in memory."""

import os

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.gaps.model import Gap
from shared.features.gaps.ports import GapStore
from shared.features.gaps.rules import place_of
from shared.features.gaps.table import GapTable
from shared.kernel.snowflakes import Snowflake
from tests.factories.gaps import a_gap
from tests.fakes.clock import NOON
from tests.fakes.gaps import FakeGaps

EVERYTHING = "~"


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> GapStore:
    if request.param == "fake":
        return FakeGaps()
    aws: AwsConfig = request.getfixturevalue("aws")
    return GapTable(dynamodb_client(aws), aws)


@pytest.fixture
def guild_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def gaps_of(store: GapStore, guild_id: Snowflake, *, below: str = EVERYTHING, since: int = 0) -> list[Gap]:
    return list(store.newest_first(guild_id, below=below, since=since))


def test_gaps_come_newest_first_as_they_were_put(store: GapStore, guild_id: Snowflake) -> None:
    gaps = [a_gap(first_at=number * 1_000, kinds=["message_delete"] * number) for number in (2, 3, 1)]
    for gap in gaps:
        store.put(guild_id, gap, NOON)

    assert gaps_of(store, guild_id) == sorted(gaps, key=lambda gap: -gap.first_at)


def test_another_guild_s_gaps_are_its_own(store: GapStore, guild_id: Snowflake) -> None:
    store.put(Snowflake(guild_id + 1), a_gap(), NOON)

    assert gaps_of(store, guild_id) == []


def test_a_gap_that_is_reported_again_counts_once_and_lasts_as_long_as_it_ever_did(
    store: GapStore, guild_id: Snowflake
) -> None:
    for last_at in (6_000, 9_000, 7_000):
        store.put(guild_id, a_gap(first_at=5_000, last_at=last_at), NOON)

    assert [gap.last_at for gap in gaps_of(store, guild_id)] == [9_000]


def test_gaps_of_the_same_moment_for_other_reasons_are_others(store: GapStore, guild_id: Snowflake) -> None:
    store.put(guild_id, a_gap(reason="offline"), NOON)
    store.put(guild_id, a_gap(reason="spool_full"), NOON)

    assert [gap.reason for gap in gaps_of(store, guild_id)] == ["spool_full", "offline"]


def test_only_what_begins_below_a_place_and_ends_since_a_moment_is_listed(store: GapStore, guild_id: Snowflake) -> None:
    for first_at in (1_000, 2_000, 3_000, 4_000):
        store.put(guild_id, a_gap(first_at=first_at, last_at=first_at + 500), NOON)

    listed = gaps_of(store, guild_id, below=place_of(4_000, "offline"), since=2_500)

    assert [gap.first_at for gap in listed] == [3_000, 2_000]
