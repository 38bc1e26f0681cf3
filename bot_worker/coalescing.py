"""Reports what changes often no more often than need be."""


class Coalescer:
    """At most one report per key and interval: the first change at once, later ones together when it has passed."""

    def __init__(self, interval_seconds: float) -> None:
        self._interval = interval_seconds
        self._next_at: dict[int, float] = {}
        self._scheduled: set[int] = set()

    def changed(self, key: int, now: float) -> float | None:
        """Return in how many seconds to report this change; None where a report is to come anyway."""
        if key in self._scheduled:
            return None
        self._scheduled.add(key)
        return max(0.0, self._next_at.get(key, now) - now)

    def reported(self, key: int, now: float) -> None:
        self._scheduled.discard(key)
        self._next_at[key] = now + self._interval

    def forget(self, key: int) -> None:
        self._scheduled.discard(key)
        self._next_at.pop(key, None)
