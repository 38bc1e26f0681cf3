"""Tells when a claim is abandoned: it was seen unchanged for longer than any worker lifts, by a steady clock."""

from typing import Final

from shared.features.timers.model import Timer

ABANDONED_SECONDS: Final = 60.0  # a worker lifts within 5 s of its look, and Discord answers within 20 s, or never
_FORGOTTEN_SECONDS: Final = 600.0


class Claims:
    """What one process has seen of others' claims. Pure: the clock is passed in."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], tuple[float, float]] = {}

    def is_abandoned(self, timer: Timer, now: float) -> bool:
        """Note a claim that was seen now; return whether its worker must be taken for dead."""
        key = f"{timer.guild_id}.{timer.id}", timer.revision
        first, _ = self._seen.get(key, (now, now))
        self._seen = {other: seen for other, seen in self._seen.items() if now - seen[1] < _FORGOTTEN_SECONDS}
        self._seen[key] = (first, now)
        return now - first >= ABANDONED_SECONDS
