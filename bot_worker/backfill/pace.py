"""How much is asked of Discord for the past: little enough that what is asked for the present never waits."""

from collections.abc import Callable
from typing import Final

PER_SECOND: Final = 5.0  # a tenth of what Discord allows the whole bot
PER_ABSENCE: Final = 60  # requests, of up to a hundred messages or entries each
IN_ALL: Final = 6_000  # requests until all absences are done with: twenty minutes


class Pace:
    """Counts requests; `now` is in seconds, from any fixed point."""

    def __init__(self, now: Callable[[], float], *, per_second: float = PER_SECOND, in_all: int = IN_ALL) -> None:
        self._now = now
        self._seconds = 1.0 / per_second
        self._in_all = in_all
        self._left = in_all
        self._next_at = 0.0

    @property
    def is_exhausted(self) -> bool:
        return self._left <= 0

    def spend(self) -> float:
        """Take a request from the budget; return in how many seconds it may be made."""
        self._left -= 1
        now = self._now()
        at = max(now, self._next_at)
        self._next_at = at + self._seconds
        return at - now

    def refill(self) -> None:
        """Nothing is left to be read: the next absence has the whole budget."""
        self._left = self._in_all
