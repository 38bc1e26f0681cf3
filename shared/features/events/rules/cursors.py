"""Cursors and partitions.

A cursor is a place in a guild's history. A batch's last event has the batch's ULID as its cursor, the one before it the
ULID less one, and so on: batch ids are at least 65,536 apart, so that cursors sort as the events came, and any of them
can be found again from the time in it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from shared.kernel.errors import InvalidInputError
from shared.kernel.ulids import make_ulid, moment_of

BATCH_STRIDE: Final = 1 << 16
HOUR: Final = timedelta(hours=1)
CLOCK_SKEW: Final = timedelta(minutes=5)  # how far ahead of ours a worker's clock may be for its events to be seen

_LARGEST: Final = (1 << 128) - 1
_DIGITS: Final = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0123456789abcdefghijklmnopqrstuv")


def step(cursor: str, by: int) -> str:
    """Return the cursor so many places later, or earlier where `by` is negative."""
    number = min(max(int(cursor.translate(_DIGITS), 32) + by, 0), _LARGEST)
    return make_ulid(number >> 80, number)


def cursor_of(batch_id: str, position: int, count: int) -> str:
    """Return the cursor of one of a guild's `count` events in a batch; positions start at 0."""
    return step(batch_id, position - (count - 1))


def cursor_at(moment: datetime) -> str:
    """Return the cursor before everything that came at this moment or later."""
    return make_ulid(max(int(moment.timestamp() * 1000), 0), 0)


def moment_of_cursor(cursor: str) -> datetime:
    """Return when the batch of a cursor was closed; raise `InvalidInputError` where it is no cursor."""
    try:
        return moment_of(cursor)
    except (ValueError, OverflowError) as error:  # the latter past the year 9999
        raise InvalidInputError("This is not a cursor.") from error


def hour_of(cursor: str) -> datetime:
    return _hour(moment_of_cursor(cursor))


def partition(bucket: int, hour: datetime) -> str:
    return f"{bucket}#{hour:%Y%m%d%H}"


def hours_down(latest: datetime, earliest: datetime) -> Iterator[datetime]:
    """Yield the hours from the one of `latest` down to the one of `earliest`."""
    hour = _hour(latest)
    while hour + HOUR > earliest:
        yield hour
        hour -= HOUR


def hours_up(earliest: datetime, latest: datetime) -> Iterator[datetime]:
    """Yield the hours from the one of `earliest` up to the one of `latest`."""
    hour = _hour(earliest)
    while hour <= latest:
        yield hour
        hour += HOUR


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
