"""Discord's time is what it said last, carried on evenly."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.discord.clock import DiscordClock


class Steady:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_nobody_knows_the_time_before_the_first_answer() -> None:
    assert DiscordClock(Steady()).read() is None


def test_the_last_answer_counts_and_goes_on_by_the_steady_clock() -> None:
    steady = Steady()
    clock = DiscordClock(steady)

    clock.hear("Sun, 01 Mar 2026 12:00:00 GMT")
    steady.seconds += 90
    clock.hear("Sun, 01 Mar 2026 12:01:31 GMT")
    steady.seconds += 4

    told = clock.read()
    assert told is not None
    assert told.now == datetime(2026, 3, 1, 12, 1, 31, tzinfo=UTC) + timedelta(seconds=4)
    assert told.age_seconds == 4


@pytest.mark.parametrize("date", [None, "", "yesterday", "Sun, 99 Mar 2026 12:00:00 GMT", "01 Mar 2026 12:00:00 -0000"])
def test_what_is_no_time_changes_nothing(date: str | None) -> None:
    clock = DiscordClock(Steady())
    clock.hear("Sun, 01 Mar 2026 12:00:00 GMT")

    clock.hear(date)

    told = clock.read()
    assert told is not None
    assert told.now == datetime(2026, 3, 1, 12, tzinfo=UTC)
