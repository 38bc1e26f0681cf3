"""Read one guild's events out of its bucket's segments, in either direction, and no more segments than agreed."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from shared.features.events.model import Place, Segment
from shared.features.events.ports import SegmentStore, Vault
from shared.features.events.rules.contents import with_content
from shared.features.events.rules.cursors import BATCH_STRIDE, step
from shared.features.events.rules.segments import of_guild, owner_of_contents
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import SegmentUnreadableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent

log = logging.getLogger(__name__)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """`floor < cursor < below`, within hours in the order of reading; content only of batches from a cursor on."""

    guild_id: Snowflake
    hours: Iterable[datetime]
    floor: str
    below: str
    contents_from: str


class Reading:
    """What has been read: `stopped_at` is the cursor to go on from where the segments agreed on were not enough."""

    def __init__(self, most_segments: int) -> None:
        self._left = most_segments
        self._seen: set[str] = set()
        self._at = ""
        self.stopped_at: str | None = None

    def may_go_on(self) -> bool:
        """Count a segment; False where there is none left, and the reading is over."""
        if not self._left:
            self.stopped_at = self._at
        self._left -= 1
        return self.stopped_at is None

    def reached(self, cursor: str) -> None:
        self._at = cursor

    def is_first(self, event: StoredEvent) -> bool:
        """Whether this is the first event of its id: another worker may have brought it, too."""
        is_first = event.id not in self._seen
        self._seen.add(event.id)
        return is_first


class GuildReader:
    def __init__(self, segments: SegmentStore, vault: Vault, plan: BucketPlan) -> None:
        self._segments = segments
        self._vault = vault
        self._plan = plan

    def newest_first(self, span: Span, reading: Reading) -> Iterator[StoredEvent]:
        """Yield a span's events; a batch below which `below` lies has a larger id than that."""
        for segment in self._segments.newest_first(self._places(span), step(span.below, BATCH_STRIDE)):
            if segment.batch_id <= span.floor or not reading.may_go_on():
                return
            events = self._opened(segment, span)
            yield from self._within(reversed(events), span, reading)
            reading.reached(events[0].cursor if events else segment.batch_id)

    def oldest_first(self, span: Span, reading: Reading) -> Iterator[StoredEvent]:
        for place in self._places(span):
            for segment in self._segments.oldest_first(place, span.floor):
                if segment.batch_id >= step(span.below, BATCH_STRIDE) or not reading.may_go_on():
                    return
                yield from self._within(self._opened(segment, span), span, reading)
                reading.reached(segment.batch_id)

    def _places(self, span: Span) -> Iterator[Place]:
        return (Place(bucket=self._plan.bucket_of(span.guild_id, hour), hour=hour) for hour in span.hours)

    def _within(self, events: Iterable[StoredEvent], span: Span, reading: Reading) -> Iterator[StoredEvent]:
        return (event for event in events if span.floor < event.cursor < span.below and reading.is_first(event))

    def _opened(self, segment: Segment, span: Span) -> list[StoredEvent]:
        """Return a guild's events; a segment that cannot be read is reported, and must not hide the others."""
        try:
            events = of_guild(segment, span.guild_id)
        except SegmentUnreadableError:
            log.exception("segment.unreadable", extra={"bucket": segment.bucket, "batch_id": segment.batch_id})
            return []
        sealed = segment.contents.get(span.guild_id)
        if not events or sealed is None or segment.batch_id < span.contents_from:
            return events
        contents = self._vault.open(span.guild_id, sealed, owner_of_contents(span.guild_id, segment.batch_id))
        return [with_content(event, contents) for event in events]
