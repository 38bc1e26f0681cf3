"""How long something took: in buckets for Prometheus, one by one for CloudWatch, which makes its own percentiles."""

from bisect import bisect_left
from collections import deque
from typing import Final

import msgspec

BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # seconds
MOST_RECENT: Final = 1_000


class Histogram:
    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self._recent: deque[float] = deque(maxlen=MOST_RECENT)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self._sum += seconds
        self._recent.append(seconds)

    def read(self) -> "Distribution":
        return Distribution(counts=tuple(self._counts), sum=self._sum)

    def take_recent(self) -> list[float]:
        """Return what was observed since the last call, or the newest of it."""
        recent = list(self._recent)
        self._recent.clear()
        return recent


class Distribution(msgspec.Struct, frozen=True, kw_only=True):
    """`counts` are those of each bucket alone; the last is of what is beyond all bounds."""

    counts: tuple[int, ...] = (0,) * (len(BOUNDS) + 1)
    sum: float = 0.0
