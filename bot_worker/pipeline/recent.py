"""Remembers the last few thousand ids, to notice what comes twice."""


class RecentIds:
    """A set that forgets its oldest ids beyond `capacity`."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._ids: dict[str, None] = {}

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._ids

    def add(self, identifier: str) -> None:
        self._ids[identifier] = None
        if len(self._ids) > self._capacity:
            del self._ids[next(iter(self._ids))]
