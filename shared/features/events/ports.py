"""What the events need from outside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shared.features.events.model import Malformed, Segment
from shared.kernel.effects import Effect
from shared.kernel.snowflakes import Snowflake


class SegmentStore(Protocol):
    def put_all(self, segments: Sequence[Segment]) -> bool:
        """Store what is not there yet, and return whether anything was not.

        Raise `BatchChangedError` where other events are stored under a segment's name.
        """

    def newest_first(self, bucket: int, hours: Iterable[datetime], below: str) -> Iterator[Segment]:
        """Yield a bucket's segments of these hours, the latest first, whose batch id is below.

        Each that was stored before is there.
        """


class BatchMarkers(Protocol):
    def is_done(self, batch_id: str) -> bool: ...

    def set_done(self, batch_id: str, expires_at: datetime) -> None: ...


class DeadLetters(Protocol):
    def put_all(self, batch_id: str, letters: Sequence[Malformed], received_at: datetime) -> None:
        """Store each under its batch and place, so that a batch that comes again stores nothing more."""


class GuildEffects(Protocol):
    def apply(self, effects: Sequence[Effect]) -> None:
        """Carry effects out; again and in another order they end the same."""


class Vault(Protocol):
    def seal(self, guild_id: Snowflake, contents: Mapping[str, str], owner: str) -> str:
        """Seal contents by event id."""

    def open(self, guild_id: Snowflake, sealed: str, owner: str) -> dict[str, str]:
        """Return contents by event id, none where they cannot be opened any more."""
