"""Ids of batches: ULIDs that rise strictly, whatever the clock does."""

from collections.abc import Callable

from shared.features.events.rules.cursors import BATCH_STRIDE
from shared.kernel.ulids import make_ulid, milliseconds_of


class BatchIds:
    """Goes on after `last`, the newest id that this worker ever used.

    Readers number a batch's events downwards from its id: two ids are at least `BATCH_STRIDE` apart.
    """

    def __init__(self, last: str | None, *, now_ms: Callable[[], int], entropy: Callable[[], int]) -> None:
        self._last_ms = -1 if last is None else milliseconds_of(last)
        self._now_ms = now_ms
        self._entropy = entropy

    def next(self) -> str:
        """Make an id of this millisecond, or of the one after the last id's where the clock has not passed that."""
        self._last_ms = max(self._now_ms(), self._last_ms + 1)
        return make_ulid(self._last_ms, self._entropy() | BATCH_STRIDE)
