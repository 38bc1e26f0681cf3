"""Remembers the last few thousand ids, to notice what comes twice."""

from collections import deque
from collections.abc import Iterable
from collections.abc import Set as AbstractSet


class RecentIds:
    """A set that forgets its oldest ids beyond `capacity`."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._ids: set[str] = set()
        self._order: deque[str] = deque()  # not a dict: finding its oldest key means walking over all deleted ones

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._ids

    def has_none_of(self, identifiers: AbstractSet[str]) -> bool:
        return self._ids.isdisjoint(identifiers)

    def add(self, identifier: str) -> None:
        self.add_all([identifier])

    def add_all(self, identifiers: Iterable[str]) -> None:
        """Remember these, oldest first."""
        new = [identifier for identifier in identifiers if identifier not in self._ids]
        self._ids.update(new)
        self._order.extend(new)
        while len(self._order) > self._capacity:
            self._ids.discard(self._order.popleft())
