"""Tells edits from what Discord says of edited messages later: that a link was looked at, or that they were pinned."""

from typing import Final

RECENT_MS: Final = 15 * 60 * 1000  # longer than a session stays resumable, and than a clock can err
_PRUNED_AT: Final = 4_096


class Edits:
    """Pure: every moment is passed in, in milliseconds."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}
        self._prune_at = _PRUNED_AT

    def is_new(self, event_id: str, edited_at: int, now: int) -> bool:
        """Say whether this is an edit that has just been made, and has not been told."""
        if edited_at < now - RECENT_MS or event_id in self._told:
            return False
        self._told[event_id] = edited_at
        if len(self._told) > self._prune_at:
            self._told = {each: at for each, at in self._told.items() if at >= now - RECENT_MS}
            self._prune_at = max(_PRUNED_AT, 2 * len(self._told))
        return True
