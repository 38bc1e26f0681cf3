"""Decides when the next batch is due: pure, the clock is passed in (seconds, from any fixed point)."""

from collections import deque
from collections.abc import Iterable

import msgspec


class BatchLimits(msgspec.Struct, frozen=True, kw_only=True):
    """A batch closes at `max_events`, or this long after its first event; sooner where somebody watches the guild."""

    max_events: int = 100
    interval_seconds: float = 5.0
    interactive_seconds: float = 0.15


class Batcher:
    """Counts what waits in the spool, and knows until when it may.

    A batch always starts at the oldest event. So a watched guild's event takes everything before it along, and order
    needs no further thought. Only the deadlines of the newest `max_events` are kept: more than that is due at once.
    """

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._pending = 0
        self._deadlines: deque[float] = deque(maxlen=limits.max_events)
        self._watched: dict[int, float] = {}

    @property
    def pending(self) -> int:
        return self._pending

    @property
    def next_count(self) -> int:
        """How many events the next batch may hold."""
        return min(self._pending, self._limits.max_events)

    def add(self, guild_ids: Iterable[int], now: float) -> None:
        """Count newly spooled events, oldest first."""
        for guild_id in guild_ids:
            watched = self._watched.get(guild_id, now) > now
            wait = self._limits.interactive_seconds if watched else self._limits.interval_seconds
            self._deadlines.append(now + wait)
            self._pending += 1

    def recover(self, count: int, now: float) -> None:
        """Count events of an earlier process: they have waited long enough."""
        self._pending += count
        self._deadlines.extend([now] * min(count, self._limits.max_events))

    def watch(self, guild_id: int, now: float, seconds: float) -> None:
        """Let this guild's events leave quickly for a while, starting with those that wait already."""
        self._watched = {guild: until for guild, until in self._watched.items() if until > now}
        self._watched[guild_id] = max(now + seconds, self._watched.get(guild_id, now))
        self._hurry(now + self._limits.interactive_seconds)

    def flush(self, now: float) -> None:
        """Make everything that waits due."""
        self._hurry(now)

    def take(self, count: int) -> None:
        """Note that the oldest `count` events left in a batch."""
        if not 0 < count <= self._pending:
            raise ValueError(f"cannot take {count} of {self._pending} events")
        self._pending -= count
        while len(self._deadlines) > self._pending:
            self._deadlines.popleft()

    def due_at(self, now: float) -> float | None:
        """Return when the next batch is to be closed; None while nothing waits."""
        if self._pending >= self._limits.max_events:
            return now
        return min(self._deadlines, default=None)

    def _hurry(self, deadline: float) -> None:
        if self._deadlines:
            self._deadlines[-1] = min(self._deadlines[-1], deadline)
