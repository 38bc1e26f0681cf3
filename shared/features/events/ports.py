"""What the events need from outside."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shared.features.events.model import Batch, DeadLetter, Malformed, Place, SealedLetter, Segment
from shared.kernel.effects import ForgetAccess, GuildEffect, RecordGap
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake


class SegmentStore(Protocol):
    def put_all(self, segments: Sequence[Segment]) -> bool:
        """Store what is not there yet, and return whether anything was not.

        Raise `BatchChangedError` where other events are stored under a segment's name.
        """

    def newest_first(self, places: Iterable[Place], below: str) -> Iterator[Segment]:
        """Yield the segments of these places, the last of each first, whose batch id is below.

        Each that was stored before is there.
        """

    def oldest_first(self, place: Place, above: str) -> Iterator[Segment]:
        """Yield a place's segments whose batch id is above, the first first; each that was stored before is there."""


class RepeatStore(Protocol):
    """Stores segments of which another commit may bring the same events at the same time."""

    def versions(self, numbers: Sequence[int]) -> Mapping[int, int]:
        """Return the versions of these numbers, 0 where there was no commit yet."""

    def put(self, segment: Segment, versions: Mapping[int, int]) -> Segment | None:
        """Store a segment and raise these versions; return the one that is stored under its name, and do nothing.

        Raise `ConflictError` where another commit has raised one of the versions.
        """


class SegmentArchive(Protocol):
    """All segments, whatever their guild and hour."""

    def scan(self, position: str | None) -> tuple[list[Segment], str | None]:
        """Return some segments, none twice, and where to go on (None: there are no more)."""

    def load(self, segment: Segment) -> Segment | None:
        """Return the segment of this name as it is now, None where there is none any more."""

    def replace(self, before: Segment, after: Segment) -> None:
        """Change a segment; raise `ConflictError` where it is not `before` any more."""


class BatchMarkers(Protocol):
    def is_done(self, batch_id: str) -> bool: ...

    def set_done(self, batch_id: str, expires_at: datetime) -> None: ...


class DeadLetters(Protocol):
    def take_in(self, batch: Batch, malformed: Sequence[Malformed]) -> None:
        """Keep each under its batch and place, so that a batch that comes again leaves nothing more."""


class DeadLetterStore(Protocol):
    def put_all(self, letters: Sequence[SealedLetter]) -> None:
        """Store each under its id, and let it expire."""

    def load(self, letter_id: str) -> SealedLetter | None: ...

    def of_guild(self, guild_id: Snowflake, before: str | None, limit: int) -> list[DeadLetter]:
        """Return a guild's letters below an id, the newest first; a moment may pass until one is there."""

    def scan(self, position: str | None) -> tuple[list[SealedLetter], str | None]:
        """Return some letters of all guilds, none twice, and where to go on (None: there are no more)."""

    def set_reason(self, letter_id: str, reason: str) -> None:
        """Say what is wrong with a letter now, where it is still there."""

    def remove(self, letter_id: str) -> None: ...


class AccessEffects(Protocol):
    def apply(self, effects: Sequence[ForgetAccess]) -> None:
        """Let what was known of access hold no more; repeating it does no harm."""


class GuildEffects(Protocol):
    def apply(self, effects: Sequence[GuildEffect]) -> None:
        """Carry effects out; again and in another order they end the same."""


class GapEffects(Protocol):
    def apply(self, effects: Sequence[RecordGap]) -> None:
        """Remember what was not seen; again and in another order it ends the same."""


class AuditEffects(Protocol):
    def apply(self, events: Sequence[Event], bot_id: Snowflake, go_on: Callable[[], None]) -> int:
        """Draw the consequences of what audit logs tell; again it ends the same. Return how much was done.

        `go_on` is asked between two steps, and raises when time is up.
        """


class Vault(Protocol):
    def seal(self, guild_id: Snowflake, contents: Mapping[str, str], owner: str) -> str:
        """Seal contents by their keys (`rules.contents`)."""

    def open(self, guild_id: Snowflake, sealed: str, owner: str) -> dict[str, str]:
        """Return contents by their keys, none where they cannot be opened any more."""
