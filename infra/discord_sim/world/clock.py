"""The simulated Discord's clock: real time, or a moment set by hand, plus what was skipped."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def real_time() -> datetime:
    """Read the machine's clock, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


class Clock:
    """Tell the time of the simulated world, which a test may move forward at will."""

    def __init__(self, source: Callable[[], datetime] = real_time) -> None:
        self._source = source
        self._skipped = timedelta()

    def now(self) -> datetime:
        """Return the world's present moment, in UTC."""
        return self._source() + self._skipped

    def advance(self, by: timedelta) -> None:
        """Skip `by`; raise ValueError if that would turn time back."""
        if by < timedelta():
            raise ValueError("time only moves forward")
        self._skipped += by

    @property
    def skipped(self) -> timedelta:
        """Return how much time was skipped so far."""
        return self._skipped

    def seconds(self) -> float:
        """Return the present moment as seconds since the Unix epoch."""
        return self.now().timestamp()


def stopped_at(moment: datetime) -> Clock:
    """Make a clock that moves only when it is advanced."""
    return Clock(lambda: moment)
