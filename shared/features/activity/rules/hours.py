"""When an hour's segments are counted, and when that is for good."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from shared.features.events.rules.cursors import HOUR, hours_down

SETTLING: Final = timedelta(minutes=10)  # batches of an hour still come after it: resent ones, from clocks behind ours
LATE_MARGIN: Final = timedelta(minutes=3)  # longer than the function that stores a batch may take
LOOK_BACK: Final = timedelta(hours=26)  # for how long counting may have been away without missing an hour


def countable(now: datetime) -> list[datetime]:
    """Return the hours that may still have to be counted, oldest first."""
    return sorted(hours_down(now, now - LOOK_BACK))


def has_settled(hour: datetime, now: datetime) -> bool:
    return now >= hour + HOUR + SETTLING


def is_late(hour: datetime, now: datetime) -> bool:
    """Whether a batch that is stored now may find its hour counted for good."""
    return now >= hour + HOUR + SETTLING - LATE_MARGIN


def hours_between(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the hours from the one of `first` to the one of `last`, ascending."""
    yield from sorted(hours_down(last, first))
