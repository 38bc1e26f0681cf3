"""What counting needs from outside."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from shared.features.activity.model import LateBatch, RollUp
from shared.features.events.model import Place, Segment


class StoredSegments(Protocol):
    def oldest_first(self, place: Place, above: str) -> Iterator[Segment]:
        """Yield the segments of a place whose batch id is above, the oldest first."""


class RollUpStore(Protocol):
    """Each roll-up is the only one of its bucket and hour."""

    def of_hours(self, bucket: int, hours: Iterable[datetime]) -> list[RollUp]:
        """Return those that there are, in the hours' order."""

    def put(self, roll_up: RollUp) -> None:
        """Store a revision; raise `ConflictError` unless the one before it (for the first: none) is stored."""


class LateBatches(Protocol):
    """Hours that have to be counted again."""

    def note(self, batches: Iterable[LateBatch]) -> None: ...

    def noted(self) -> list[LateBatch]:
        """Return one for each bucket and hour."""

    def forget(self, batch: LateBatch) -> None:
        """Forget this hour, unless a later batch has been noted for it meanwhile."""
