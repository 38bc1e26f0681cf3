"""How long to wait before trying again."""

from collections.abc import Callable
from typing import Final

_MAX_DOUBLINGS: Final = 16  # beyond this every ceiling is the longest one anyway


class Backoff:
    """Doubles the ceiling at every failure and draws evenly below it, so that many clients spread out (full jitter)."""

    def __init__(self, *, first_seconds: float, longest_seconds: float, random: Callable[[], float]) -> None:
        self._first = first_seconds
        self._longest = longest_seconds
        self._random = random
        self._failures = 0

    def next_seconds(self) -> float:
        ceiling = min(self._longest, self._first * 2.0 ** min(self._failures, _MAX_DOUBLINGS))
        self._failures += 1
        return ceiling * self._random()

    def reset(self) -> None:
        self._failures = 0
