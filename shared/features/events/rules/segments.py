"""Pack a batch's events by guild bucket, and take a guild's events out again."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

import msgspec

from shared.features.events.model import Segment
from shared.features.events.rules.cursors import cursor_of
from shared.kernel import json
from shared.kernel.buckets import bucket_among
from shared.kernel.errors import InvalidInputError, PayloadTooLargeError, SegmentUnreadableError
from shared.kernel.events import Event
from shared.kernel.packing import Codec, compress, decompress
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent

CODEC: Final = Codec.ZSTD


class _Identified(msgspec.Struct, frozen=True):
    id: str


_events: Final = json.Decoder(list[Event])
_identified: Final = json.Decoder(list[_Identified])


def by_bucket(events: Iterable[Event], buckets: int) -> dict[int, list[Event]]:
    """Group events among so many buckets, keeping their order."""
    grouped: dict[int, list[Event]] = {}
    for event in events:
        grouped.setdefault(bucket_among(buckets, event.guild_id), []).append(event)
    return grouped


def by_guild(events: Iterable[Event]) -> dict[Snowflake, list[Event]]:
    """Group events, keeping their order."""
    grouped: dict[Snowflake, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.guild_id, []).append(event)
    return grouped


def with_cursors(batch_id: str, events: list[Event]) -> list[StoredEvent]:
    """Give one guild's events of a batch, all of them and in order, their cursors."""
    return [
        StoredEvent(
            id=event.id,
            type=event.type,
            guild_id=event.guild_id,
            user_id=event.user_id,
            channel_id=event.channel_id,
            data=event.data,
            timestamp=event.timestamp,
            v=event.v,
            cursor=cursor_of(batch_id, position, len(events)),
        )
        for position, event in enumerate(events)
    ]


def packed(events: list[Event], codec: Codec = CODEC) -> bytes:
    return compress(json.encode(events), codec)


def digest_of(events: list[Event]) -> str:
    """Tell batches apart by what happened in them: ids are made from Discord's, so a resend has the same ones."""
    return blake2b("\0".join(event.id for event in events).encode(), digest_size=8).hexdigest()


def of_guild(segment: Segment, guild_id: Snowflake) -> list[StoredEvent]:
    """Take one guild's events out of a segment, oldest first, without their content.

    Raise `SegmentUnreadableError`.
    """
    return with_cursors(segment.batch_id, [event for event in events_in(segment) if event.guild_id == guild_id])


def events_in(segment: Segment) -> list[Event]:
    """Raise `SegmentUnreadableError`."""
    try:
        return _events.decode(unpacked(segment))
    except InvalidInputError as error:
        raise SegmentUnreadableError from error


def ids_in(segment: Segment) -> list[str]:
    """Return the events' ids, in order; raise `SegmentUnreadableError`."""
    try:
        return [each.id for each in _identified.decode(unpacked(segment))]
    except InvalidInputError as error:
        raise SegmentUnreadableError from error


def unpacked(segment: Segment) -> bytes:
    """Return a segment's JSON array; raise `SegmentUnreadableError` where its bytes are not what we wrote."""
    try:
        return decompress(segment.packed, Codec(segment.codec))
    except (InvalidInputError, PayloadTooLargeError, ValueError) as error:
        raise SegmentUnreadableError from error


def owner_of_contents(guild_id: Snowflake, batch_id: str) -> str:
    """Bind sealed contents to their place, so that nobody can move them to another guild or batch."""
    return f"contents:{guild_id}:{batch_id}"
