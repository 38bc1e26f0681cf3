"""Tells what Discord says twice from what happens twice, where Discord gives the happening no id."""

from typing import Final

SPAN_MS: Final = 10_000
_PRUNED_AT: Final = 4_096


class Repeats:
    """Pure: every moment is passed in, in milliseconds.

    What is said of a subject a second time in a row, within ten seconds, is one happening. What is said again after
    something else (a role taken, given, taken) is another one; within the same second its id gets a number.
    """

    def __init__(self) -> None:
        self._last: dict[str, tuple[str, int]] = {}
        self._told: dict[str, tuple[int, int]] = {}
        self._prune_at = _PRUNED_AT

    def admit(self, event_id: str, now: int, *, subject: str | None = None) -> str | None:
        """Return the id to tell it under; None for a repeat. An id is kind, guild and subject, second, and digest."""
        of, _, digest = event_id.rsplit(":", 2)
        said = f"{of}:{digest}"
        key = subject or of
        before = self._last.get(key)
        if before is not None and before[0] == said and now - before[1] < SPAN_MS:
            return None
        if len(self._last) + len(self._told) > self._prune_at:
            self._prune(now)
        self._last[key] = (said, now)
        times = self._told.get(event_id, (0, now))[0] + 1
        self._told[event_id] = (times, now)
        return event_id if times == 1 else f"{event_id}~{times}"

    def _prune(self, now: int) -> None:
        self._last = {key: one for key, one in self._last.items() if now - one[1] < SPAN_MS}
        self._told = {key: one for key, one in self._told.items() if now - one[1] < SPAN_MS}
        self._prune_at = max(_PRUNED_AT, 2 * (len(self._last) + len(self._told)))
