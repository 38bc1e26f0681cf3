"""Events on their way, at rest, and in pages."""

from datetime import datetime

import msgspec

from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent


class EventFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; no types are all. Times are the events' own, in milliseconds since 1970."""

    types: frozenset[str] = frozenset()
    user_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    since: int = 0
    until: int | None = None

    def matches(self, event: Event) -> bool:
        return (
            (not self.types or event.type in self.types)
            and (self.user_id is None or event.user_id == self.user_id)
            and (self.channel_id is None or event.channel_id == self.channel_id)
            and self.since <= event.timestamp
            and (self.until is None or event.timestamp <= self.until)
        )


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first, and `next_cursor` is the next page's `before`; oldest first, and its `after`, with `after` given.

    A page may hold fewer events than asked for, even none, and still have a next one: a guild was quiet for long, or
    little of what happened is asked for. `live_cursor` is where a subscription goes on; only the first page has one.
    """

    items: list[StoredEvent]
    next_cursor: str | None
    live_cursor: str | None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What came after a cursor, oldest first; `begins_at` is later than asked for where that was too long ago."""

    events: list[StoredEvent]
    begins_at: str


class Malformed(msgspec.Struct, frozen=True, kw_only=True):
    """An event that cannot be read, and what may be told of it: `encoded` may be message content.

    `guild_id` is `NO_GUILD` where it cannot be read either.
    """

    index: int
    reason: str
    event_id: str | None
    type: str | None
    guild_id: Snowflake
    encoded: bytes

    def __repr__(self) -> str:
        """Leave the event itself out: this may come into a log."""
        return f"Malformed(index={self.index}, reason={self.reason!r})"


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A malformed event as people see it; its id names its batch and its place there.

    `claimed_id` and `claimed_type` are what it says of itself.
    """

    id: str
    guild_id: Snowflake
    bot_id: Snowflake
    reason: str
    claimed_id: str | None
    claimed_type: str | None
    size_bytes: int
    received_at: datetime


class SealedLetter(msgspec.Struct, frozen=True, kw_only=True):
    letter: DeadLetter
    sealed: str


class DeadLetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first; `next_cursor` is the next page's `before`."""

    items: list[DeadLetter]
    next_cursor: str | None


class ReplayedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the event is stored now; `reason` says what is still wrong with it where it is not."""

    id: str
    stored: bool
    reason: str | None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where segments are: the bucket is one of those that there are in that hour."""

    bucket: int
    hour: datetime


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one batch and one guild bucket, in the batch's order.

    `packed` is their compressed JSON array without message content, `contents` the sealed contents of each guild that
    wants them kept, `digest` tells a resent batch from another one under the same id.
    """

    bucket: int
    batch_id: str
    codec: str
    packed: bytes
    contents: dict[Snowflake, str]
    digest: str
    expires_at: datetime


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch as a bot sent it: `events` is base64 of the compressed JSON array (`kernel.packing`).

    `may_repeat`: another batch may have brought some of the events.
    """

    id: str
    bot_id: Snowflake
    codec: str
    events: str
    may_repeat: bool = False


class CommittedBatch(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are the sound ones, with their content; `is_new` is false where the batch had been committed before.

    `repeated` are those that another batch had brought, and that are left out; `write_units` are about DynamoDB's.
    """

    batch_id: str
    received: int
    events: list[Event]
    dead_lettered: int
    is_new: bool
    repeated: int = 0
    write_units: int = 0
