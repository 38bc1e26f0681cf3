"""Roll-ups in memory, held to the same contract as the table."""

from collections.abc import Iterable
from datetime import datetime

from shared.features.activity.model import LateBatch, RollUp
from shared.kernel.errors import ConflictError


class FakeRollUps:
    def __init__(self) -> None:
        self.stored: dict[tuple[int, datetime], RollUp] = {}

    def of_hours(self, bucket: int, hours: Iterable[datetime]) -> list[RollUp]:
        return [self.stored[bucket, hour] for hour in sorted(hours) if (bucket, hour) in self.stored]

    def put(self, roll_up: RollUp) -> None:
        known = self.stored.get((roll_up.bucket, roll_up.hour))
        if roll_up.revision != (1 if known is None else known.revision + 1):
            raise ConflictError
        self.stored[roll_up.bucket, roll_up.hour] = roll_up


class FakeLateBatches:
    def __init__(self) -> None:
        self.stored: dict[tuple[int, datetime], LateBatch] = {}

    def note(self, batches: Iterable[LateBatch]) -> None:
        for batch in batches:
            self.stored[batch.bucket, batch.hour] = batch

    def noted(self) -> list[LateBatch]:
        return list(self.stored.values())

    def forget(self, batch: LateBatch) -> None:
        if self.stored.get((batch.bucket, batch.hour)) == batch:
            del self.stored[batch.bucket, batch.hour]
