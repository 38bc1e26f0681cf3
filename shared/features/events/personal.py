"""What is stored of one person: a copy of it, and its erasure. Segments are not kept by person: all are looked through.

Each call looks for as long as it may, and says where to go on; a job does the rest of an erasure.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from shared.features.events.letters import DeadLetterBox
from shared.features.events.model import Segment
from shared.features.events.ports import SegmentArchive, Vault
from shared.features.events.rules.contents import keys_of, with_content
from shared.features.events.rules.personal import events_of_person, is_author, without_person
from shared.features.events.rules.segments import of_guild, owner_of_contents
from shared.kernel.errors import ConflictError, SegmentUnreadableError
from shared.kernel.events import NO_GUILD
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent

log = logging.getLogger(__name__)

MOST_BYTES: Final = 3_000_000  # an answer of a Lambda function holds 6 MB
_ATTEMPTS: Final = 4  # how often others may change a segment between our read and our write


class PersonalCopy(msgspec.Struct, frozen=True, kw_only=True):
    events: list[StoredEvent]
    complete: bool
    segments_read: int


class PersonalErasure(msgspec.Struct, frozen=True, kw_only=True):
    """How many events were changed, how many contents removed; `position` is where to go on, None at the end."""

    events: int
    contents: int
    position: str | None


class PersonalEvents:
    def __init__(
        self, archive: SegmentArchive, letters: DeadLetterBox, vault: Vault, clock: Callable[[], datetime]
    ) -> None:
        self._archive = archive
        self._letters = letters
        self._vault = vault
        self._clock = clock

    def copy(self, user_id: Snowflake, longest: timedelta) -> PersonalCopy:
        """Return what the person caused or is named in; the content only of what they wrote themselves.

        Dead letters are left out: nobody can tell what is in them. They are removed with an erasure, and expire.
        """
        found: list[StoredEvent] = []
        lost = 0
        until, size, read, position = self._clock() + longest, 0, 0, None
        while True:
            segments, position = self._archive.scan(position)
            for segment in segments:
                try:
                    theirs = list(self._theirs(segment, user_id))
                except SegmentUnreadableError:
                    lost += _unreadable(segment)
                    continue
                size += sum(len(event.data) for event in theirs)
                found += theirs
            read += len(segments)
            if position is None or self._clock() >= until or size > MOST_BYTES:
                return PersonalCopy(events=found, complete=position is None and not lost, segments_read=read)

    def erase(self, user_id: Snowflake, longest: timedelta | None, position: str | None = None) -> PersonalErasure:
        """Make the person unrecognisable, and remove the content of what they wrote, from a position on.

        Stop after `longest`; without it only at the end, where the dead letters that name them are removed.
        """
        until = None if longest is None else self._clock() + longest
        events = contents = 0
        while True:
            segments, position = self._archive.scan(position)
            for segment in segments:
                try:
                    changed = self._erase(segment, user_id)
                except SegmentUnreadableError:
                    _unreadable(segment)  # by anybody: there is nothing to erase in it
                    continue
                events, contents = events + changed[0], contents + changed[1]
            if position is None:
                events += self._letters.erase(user_id)
            if position is None or (until is not None and self._clock() >= until):
                return PersonalErasure(events=events, contents=contents, position=position)

    def _theirs(self, segment: Segment, user_id: Snowflake) -> Iterator[StoredEvent]:
        found = events_of_person(segment, user_id)
        ids = {event.id for event in found}
        for guild_id in {event.guild_id for event in found}:
            contents = self._contents(segment, guild_id)
            for event in of_guild(segment, guild_id):
                if event.id in ids:
                    yield with_content(event, contents) if is_author(event, user_id) else event

    def _erase(self, segment: Segment, user_id: Snowflake) -> tuple[int, int]:
        """Return how many events were changed and how many contents removed."""
        for _ in range(_ATTEMPTS):
            found = events_of_person(segment, user_id)
            if not found:
                break
            written = {event.id for event in found if is_author(event, user_id)}
            contents, removed = self._without_contents(segment, {event.guild_id for event in found}, written)
            try:
                self._archive.replace(segment, replace(without_person(segment, user_id), contents=contents))
            except ConflictError:
                current = self._archive.load(segment)
                if current is None:
                    break  # its time had come
                segment = current
            else:
                return len(found), removed
        return 0, 0

    def _without_contents(
        self, segment: Segment, guild_ids: set[Snowflake], written: set[str]
    ) -> tuple[dict[Snowflake, str], int]:
        """Seal the contents anew without those of these events; what cannot be opened any more stays as it is."""
        sealed, removed = dict(segment.contents), 0
        for guild_id in guild_ids:
            contents = self._contents(segment, guild_id)
            theirs = keys_of(contents, written)
            if not theirs:
                continue
            left = {key: content for key, content in contents.items() if key not in theirs}
            removed += len(contents) - len(left)
            del sealed[guild_id]
            if left:
                sealed[guild_id] = self._vault.seal(guild_id, left, owner_of_contents(guild_id, segment.batch_id))
        return sealed, removed

    def _contents(self, segment: Segment, guild_id: Snowflake) -> dict[str, str]:
        sealed = segment.contents.get(guild_id)
        if sealed is None or guild_id == NO_GUILD:
            return {}
        return self._vault.open(guild_id, sealed, owner_of_contents(guild_id, segment.batch_id))


def _unreadable(segment: Segment) -> int:
    """Say that a segment is lost; one that cannot be read must not hide the others."""
    log.error("segment.unreadable", extra={"bucket": segment.bucket, "batch_id": segment.batch_id})
    return 1
