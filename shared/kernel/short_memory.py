"""Values that were read a moment ago, for a process that needs them again and again."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ShortMemory(Generic[K, V]):
    """Holds values for less than `lifetime`, and at most `most`: the older half goes then. Safe between threads."""

    def __init__(self, lifetime: timedelta, most: int, clock: Callable[[], datetime]) -> None:
        self._lifetime = lifetime
        self._most = most
        self._clock = clock
        self._held: dict[K, tuple[datetime, V]] = {}

    def recall(self, key: K) -> V | None:
        """Return a value that is younger than `lifetime`, else None."""
        held = self._held.get(key)
        return held[1] if held is not None and held[0] > self._clock() - self._lifetime else None

    def hold(self, key: K, value: V) -> None:
        if len(self._held) >= self._most:
            for older in list(self._held)[: self._most // 2 or 1]:
                self._held.pop(older, None)
        self._held.pop(key, None)  # it goes to the end: the order is by age
        self._held[key] = (self._clock(), value)
