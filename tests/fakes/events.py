"""The event store in memory, held to the same contract as the tables."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from threading import Lock

from msgspec.structs import replace

from shared.features.events.model import DeadLetter, Place, SealedLetter, Segment
from shared.features.events.rules.cursors import hour_of
from shared.features.messages.settings import MessageSettings
from shared.kernel.effects import ForgetAccess, GuildEffect
from shared.kernel.errors import BatchChangedError, ConflictError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake


class FakeSegments:
    def __init__(self) -> None:
        self.stored: dict[tuple[int, str], Segment] = {}
        self._lock = Lock()

    def put_all(self, segments: Sequence[Segment]) -> bool:
        with self._lock:
            answers = [self._put(segment) for segment in segments]
        return any(answers)

    def _put(self, segment: Segment) -> bool:
        key = (segment.bucket, segment.batch_id)
        is_new = key not in self.stored
        if self.stored.setdefault(key, segment).digest != segment.digest:
            raise BatchChangedError
        return is_new

    def scan(self, position: str | None) -> tuple[list[Segment], str | None]:
        """Give ten at a time; a position is the number of those before it."""
        first = int(position or 0)
        segments = [segment for _, segment in sorted(self.stored.items())]
        following = str(first + 10) if len(segments) > first + 10 else None
        return segments[first : first + 10], following

    def load(self, segment: Segment) -> Segment | None:
        return self.stored.get((segment.bucket, segment.batch_id))

    def replace(self, before: Segment, after: Segment) -> None:
        with self._lock:
            stored = self.load(before)
            if stored is None or stored.packed != before.packed:
                raise ConflictError
            self.stored[before.bucket, before.batch_id] = after

    def newest_first(self, places: Iterable[Place], below: str) -> Iterator[Segment]:
        for place in places:
            for (segment_bucket, batch_id), segment in sorted(self.stored.items(), reverse=True):
                if segment_bucket == place.bucket and hour_of(batch_id) == place.hour and batch_id < below:
                    yield segment

    def oldest_first(self, place: Place, above: str) -> Iterator[Segment]:
        for (bucket, batch_id), segment in sorted(self.stored.items()):
            if bucket == place.bucket and hour_of(batch_id) == place.hour and batch_id > above:
                yield segment


class FakeRepeats:
    """Versions beside the segments, raised all at once or not at all."""

    def __init__(self, segments: FakeSegments) -> None:
        self._segments = segments
        self.raised: dict[int, int] = {}
        self._lock = Lock()

    def versions(self, numbers: Sequence[int]) -> dict[int, int]:
        return {number: self.raised.get(number, 0) for number in numbers}

    def put(self, segment: Segment, versions: Mapping[int, int]) -> Segment | None:
        with self._lock:
            stored = self._segments.load(segment)
            if stored is not None:
                return stored
            if self.versions(list(versions)) != versions:
                raise ConflictError
            self._segments.put_all([segment])
            self.raised |= {number: version + 1 for number, version in versions.items()}
        return None


class FakeMarkers:
    def __init__(self) -> None:
        self.done: dict[str, datetime] = {}

    def is_done(self, batch_id: str) -> bool:
        return batch_id in self.done

    def set_done(self, batch_id: str, expires_at: datetime) -> None:
        self.done[batch_id] = expires_at


class FakeDeadLetters:
    def __init__(self) -> None:
        self.letters: dict[str, SealedLetter] = {}

    def put_all(self, letters: Sequence[SealedLetter]) -> None:
        self.letters |= {sealed.letter.id: sealed for sealed in letters}

    def load(self, letter_id: str) -> SealedLetter | None:
        return self.letters.get(letter_id)

    def of_guild(self, guild_id: Snowflake, before: str | None, limit: int) -> list[DeadLetter]:
        theirs = [sealed.letter for sealed in self.letters.values() if sealed.letter.guild_id == guild_id]
        below = [letter for letter in theirs if before is None or letter.id < before]
        return sorted(below, key=lambda letter: letter.id, reverse=True)[:limit]

    def scan(self, position: str | None) -> tuple[list[SealedLetter], str | None]:
        """Give two at a time; a position is the last id."""
        left = sorted(letter_id for letter_id in self.letters if letter_id > (position or ""))
        return [self.letters[letter_id] for letter_id in left[:2]], left[1] if len(left) > 2 else None

    def set_reason(self, letter_id: str, reason: str) -> None:
        sealed = self.letters.get(letter_id)
        if sealed is not None:
            self.letters[letter_id] = replace(sealed, letter=replace(sealed.letter, reason=reason))

    def remove(self, letter_id: str) -> None:
        self.letters.pop(letter_id, None)


class FakeGuildEffects:
    def __init__(self) -> None:
        self.applied: list[GuildEffect] = []

    def apply(self, effects: Sequence[GuildEffect]) -> None:
        self.applied += effects


class FakeAccessEffects:
    def __init__(self) -> None:
        self.applied: list[ForgetAccess] = []

    def apply(self, effects: Sequence[ForgetAccess]) -> None:
        self.applied += effects


class FakeAudits:
    """Writes down what it was given; nothing follows from it."""

    def __init__(self) -> None:
        self.applied: list[Event] = []

    def apply(self, events: Sequence[Event], bot_id: Snowflake, go_on: Callable[[], None]) -> int:
        del bot_id
        go_on()
        self.applied += events
        return 0


class FakePolicies:
    """The settings of each guild; those of a guild that chose nothing are the defaults."""

    def __init__(self, chosen: dict[Snowflake, MessageSettings] | None = None) -> None:
        self.chosen = chosen or {}

    def of(self, guild_ids: Collection[Snowflake]) -> dict[Snowflake, MessageSettings]:
        return {guild_id: self.chosen.get(guild_id, MessageSettings()) for guild_id in guild_ids}


class FakeVault:
    """Seals contents by keeping them; clearing `kept` erases the key."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {}

    def seal(self, _guild_id: Snowflake, contents: Mapping[str, str], owner: str) -> str:
        self.kept[owner] = dict(contents)
        return f"sealed at {owner}"

    def open(self, _guild_id: Snowflake, sealed: str, owner: str) -> dict[str, str]:
        assert sealed == f"sealed at {owner}"
        return self.kept.get(owner, {})
