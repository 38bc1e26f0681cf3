"""Decides when a lane's next batch is due: pure, the clock is passed in (seconds, from any fixed point)."""

from collections import deque
from collections.abc import Sequence

import msgspec


class BatchLimits(msgspec.Struct, frozen=True, kw_only=True):
    """A batch closes at `max_events`, or this long after its first event; sooner where somebody watches the guild."""

    max_events: int = 100
    interval_seconds: float = 5.0
    interactive_seconds: float = 0.15


class _Run(msgspec.Struct):
    """Events in a row that may wait equally long."""

    events: int
    deadline: float


class Batcher:
    """Counts what waits in a lane of the spool, and knows until when it may.

    A batch always starts at the lane's oldest event. So a watched guild's event takes everything before it along, and
    order needs no further thought. Only the deadlines of the newest `max_events` are kept: more is due at once.
    """

    def __init__(self, limits: BatchLimits) -> None:
        self._limits = limits
        self._pending = 0
        self._runs: deque[_Run] = deque()
        self._timed = 0  # events in runs
        self._watched: dict[int, float] = {}

    @property
    def pending(self) -> int:
        return self._pending

    @property
    def next_count(self) -> int:
        """How many events the next batch may hold."""
        return min(self._pending, self._limits.max_events)

    def add(self, guild_ids: Sequence[int], now: float) -> None:
        """Count newly spooled events, oldest first."""
        if not self._watched:
            self._append(len(guild_ids), now + self._limits.interval_seconds)
            return
        for guild_id in guild_ids:
            watched = self._watched.get(guild_id, now) > now
            self._append(1, now + (self._limits.interactive_seconds if watched else self._limits.interval_seconds))

    def recover(self, count: int, now: float) -> None:
        """Count events of an earlier process: they have waited long enough."""
        self._append(count, now)

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
        self._remove(count)
        while self._timed > self._pending:
            self._shorten(self._runs[0], self._timed - self._pending)
            if not self._runs[0].events:
                self._runs.popleft()

    def forget(self, count: int) -> None:
        """Note that `count` events are gone: the newest, as far as deadlines matter."""
        self._remove(count)
        while self._timed > self._pending:
            self._shorten(self._runs[-1], self._timed - self._pending)
            if not self._runs[-1].events:
                self._runs.pop()

    def due_at(self, now: float) -> float | None:
        """Return when the next batch is to be closed; None while nothing waits."""
        if self._pending >= self._limits.max_events:
            return now
        return min((run.deadline for run in self._runs), default=None)

    def _append(self, events: int, deadline: float) -> None:
        if not events:
            return
        self._pending += events
        self._timed += events
        if self._runs and self._runs[-1].deadline == deadline:
            self._runs[-1].events += events
        else:
            self._runs.append(_Run(events, deadline))
        while self._timed - self._runs[0].events >= self._limits.max_events:
            self._timed -= self._runs.popleft().events

    def _remove(self, count: int) -> None:
        if not 0 < count <= self._pending:
            raise ValueError(f"cannot take {count} of {self._pending} events")
        self._pending -= count

    def _shorten(self, run: _Run, by: int) -> None:
        by = min(by, run.events)
        run.events -= by
        self._timed -= by

    def _hurry(self, deadline: float) -> None:
        if self._runs:
            self._runs[-1].deadline = min(self._runs[-1].deadline, deadline)
