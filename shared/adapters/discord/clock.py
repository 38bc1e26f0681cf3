"""Discord's clock: what its last answer said, carried on by a steady clock. Ours may be wrong by a year, and jump."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Final

import msgspec

HEADER: Final = "Date"  # of every answer, in whole seconds: so it is never ahead


class DiscordTime(msgspec.Struct, frozen=True, kw_only=True):
    """Discord's time now, and how long ago it was told."""

    now: datetime
    age_seconds: float


class DiscordClock:
    """Safe between threads. `steady` goes on evenly, whatever is done to the machine's time of day."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._lock = Lock()
        self._told: tuple[datetime, float] | None = None

    def hear(self, date: str | None) -> None:
        """Take note of an answer's `Date`; what is none is ignored."""
        try:
            moment = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if moment.tzinfo is None:
            return
        with self._lock:
            self._told = moment.astimezone(UTC), self._steady()

    def read(self) -> DiscordTime | None:
        """Return Discord's time; None before its first answer."""
        with self._lock:
            told = self._told
        if told is None:
            return None
        moment, at = told
        age = self._steady() - at
        return DiscordTime(now=moment + timedelta(seconds=age), age_seconds=age)
