"""What a filter may be, and which messages it means."""

import time
from datetime import timedelta

import pytest

from shared.features.purges.matching import Matcher
from shared.features.purges.model import PurgeFilter
from shared.features.purges.rules import check_filter, seconds_for, span_of
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake, snowflake_at
from tests.fakes.clock import NOON

CHANNEL = Snowflake(5)


@pytest.mark.parametrize(
    "wanted",
    [
        PurgeFilter(),
        PurgeFilter(most=5),
        PurgeFilter(text="x", after=NOON, before=NOON),
    ],
)
def test_everything_everywhere_and_nothing_at_all_are_refused(wanted: PurgeFilter) -> None:
    with pytest.raises(InvalidInputError):
        check_filter(wanted)


def test_a_channel_or_a_property_is_enough() -> None:
    for wanted in (PurgeFilter(channel_ids=[CHANNEL]), PurgeFilter(links=True), PurgeFilter(bots=False)):
        check_filter(wanted)


@pytest.mark.parametrize(
    "pattern", ["(", "a{2000}", r"(a)\1", "(?=a)", "((a{100}){100}){10}", "(?:(?:x{500}){500}){3}"]
)
def test_what_re2_does_not_take_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInputError):
        Matcher(PurgeFilter(pattern=pattern))


def test_a_hostile_pattern_takes_no_time() -> None:
    matcher = Matcher(PurgeFilter(pattern="(a+)+$"))

    before = time.process_time()
    matcher._says("a" * 1_999 + "b")

    assert time.process_time() - before < 0.1


def test_nothing_after_the_asking_is_meant() -> None:
    span = span_of(PurgeFilter(before=NOON + timedelta(hours=1)), asked_at=NOON, now=NOON + timedelta(hours=2))

    assert span.below == snowflake_at(NOON)


def test_old_messages_take_longer() -> None:
    assert seconds_for(1_000, 1_000, 0) < seconds_for(1_000, 0, 1_000) / 10
