"""A lane of the spool: how far it is closed, and its next events as far as they are in memory anyway."""

from collections import deque
from collections.abc import Collection
from itertools import islice

from bot_worker.pipeline.spool.places import last_place, place
from bot_worker.pipeline.spool.records import ClosedBatch, Row, size_of_all


class CacheRoom:
    """Bytes that all lanes together may keep in memory."""

    def __init__(self, max_bytes: int) -> None:
        self.free = max_bytes


class LaneQueue:
    """`events` counts what is in no batch. The cache is the front of the lane, or empty.

    `held`: up to this place events are in a batch, or about to be, and are not to be evicted.
    """

    def __init__(self, key: int, room: CacheRoom, *, closed_up_to: int | None, events: int) -> None:
        self.key = key
        self.last = last_place(key)
        self.closed_up_to = place(key, 0) - 1 if closed_up_to is None else closed_up_to
        self.held = self.closed_up_to
        self.events = events
        self._room = room
        self._cache: deque[Row] = deque()

    def extend(self, rows: list[Row]) -> None:
        """Count newly stored events; keep them where they continue what is kept, and while there is room."""
        if len(self._cache) == self.events and (size := size_of_all(rows)) <= self._room.free:
            self._room.free -= size
            self._cache.extend(rows)
        self.events += len(rows)

    def front(self, limit: int) -> list[Row] | None:
        """Return the next events; None where they are on disk only."""
        if len(self._cache) < min(limit, self.events):
            return None
        return list(islice(self._cache, limit))

    def hold(self, rows: list[Row]) -> None:
        self.held = max(self.held, rows[-1][0]) if rows else self.held

    def close(self, batch: ClosedBatch) -> None:
        """Note that the first events are in this batch now."""
        self.closed_up_to = batch.last
        self.events -= batch.events
        left = [self._cache.popleft() for _ in range(min(batch.events, len(self._cache)))]
        self._room.free += batch.bytes if len(left) == batch.events else size_of_all(left)

    def remove(self, places: Collection[int]) -> None:
        """Note that these events are there no longer."""
        kept = [row for row in self._cache if row[0] not in places]
        self._room.free += size_of_all(self._cache) - size_of_all(kept)
        self._cache = deque(kept)
        self.events -= len(places)
