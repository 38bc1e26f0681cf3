"""Read a guild's history, newest first, or from a cursor on."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from shared.features.events.model import EventPage, Place, Replay, Segment
from shared.features.events.ports import SegmentStore, Vault
from shared.features.events.rules.contents import with_content
from shared.features.events.rules.cursors import (
    BATCH_STRIDE,
    CLOCK_SKEW,
    cursor_at,
    hours_down,
    moment_of_cursor,
    step,
)
from shared.features.events.rules.segments import of_guild, owner_of_contents
from shared.features.messages.ports import MessagePolicies
from shared.features.messages.settings import retention
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import SegmentUnreadableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent

log = logging.getLogger(__name__)

HOURS_PER_PAGE: Final = 48  # a quiet guild costs a query an hour: then the next page goes on
LONGEST_REPLAY: Final = timedelta(hours=24)
LIVE_FROM: Final = timedelta(hours=12)  # well within the longest replay; batches that come later than this are rare
MOST_REPLAYED: Final = 2_000


class EventHistory:
    """A guild's events within the days that it wants them kept, with the contents that it lets us keep."""

    def __init__(
        self,
        *,
        segments: SegmentStore,
        vault: Vault,
        policies: MessagePolicies,
        plan: BucketPlan,
        clock: Callable[[], datetime],
    ) -> None:
        self._segments = segments
        self._vault = vault
        self._policies = policies
        self._plan = plan
        self._clock = clock

    def page(self, guild_id: Snowflake, *, before: str | None, limit: int) -> EventPage:
        """Return up to `limit` events, newest first; raise `InvalidInputError` where `before` is no cursor."""
        now = self._clock()
        below = before or cursor_at(now + CLOCK_SKEW)
        earliest = now - self._retention(guild_id)
        hours = list(islice(hours_down(_latest(below, now), earliest), HOURS_PER_PAGE))
        items = list(islice(self._newest_first(guild_id, hours, below, cursor_at(earliest)), limit + 1))
        if len(items) > limit:
            next_cursor: str | None = items[limit - 1].cursor
        else:
            next_cursor = cursor_at(hours[-1]) if hours and hours[-1] > earliest else None
        return EventPage(
            items=items[:limit],
            next_cursor=next_cursor,
            live_cursor=_live_cursor(items, now) if before is None else None,
        )

    def replay(self, guild_id: Snowflake, after: str) -> Replay:
        """Return everything after a cursor, or what of it is not too old or too much to be replayed."""
        now = self._clock()
        earliest = max(moment_of_cursor(after), now - LONGEST_REPLAY, now - self._retention(guild_id))
        floor = max(after, cursor_at(earliest))
        below = cursor_at(now + CLOCK_SKEW)
        hours = hours_down(_latest(below, now), earliest)
        events = list(islice(self._newest_first(guild_id, hours, below, floor), MOST_REPLAYED + 1))
        if len(events) > MOST_REPLAYED:
            return Replay(events=events[-2::-1], begins_at=events[-1].cursor)
        return Replay(events=events[::-1], begins_at=floor)

    def _retention(self, guild_id: Snowflake) -> timedelta:
        return retention(self._policies.of([guild_id])[guild_id])

    def _newest_first(
        self, guild_id: Snowflake, hours: Iterable[datetime], below: str, floor: str
    ) -> Iterator[StoredEvent]:
        """Yield events with `floor < cursor < below`; a batch below which `below` lies has a larger id than that."""
        places = (Place(bucket=self._plan.bucket_of(guild_id, hour), hour=hour) for hour in hours)
        for segment in self._segments.newest_first(places, step(below, BATCH_STRIDE)):
            if segment.batch_id <= floor:
                return
            for event in reversed(self._opened(segment, guild_id)):
                if floor < event.cursor < below:
                    yield event

    def _opened(self, segment: Segment, guild_id: Snowflake) -> list[StoredEvent]:
        """Return a guild's events; a segment that cannot be read is reported, and must not hide the others."""
        try:
            events = of_guild(segment, guild_id)
        except SegmentUnreadableError:
            log.exception("segment.unreadable", extra={"bucket": segment.bucket, "batch_id": segment.batch_id})
            return []
        sealed = segment.contents.get(guild_id)
        if not events or sealed is None:
            return events
        contents = self._vault.open(guild_id, sealed, owner_of_contents(guild_id, segment.batch_id))
        return [with_content(event, contents) for event in events]


def _latest(below: str, now: datetime) -> datetime:
    """Return the moment of the latest batch that may hold events below a cursor."""
    return min(moment_of_cursor(step(below, BATCH_STRIDE)), now + 2 * CLOCK_SKEW)


def _live_cursor(newest_first: list[StoredEvent], now: datetime) -> str:
    """Go on after the newest event; after a long silence, from where a replay can still begin."""
    silence = cursor_at(now - LIVE_FROM)
    return max(newest_first[0].cursor, silence) if newest_first else silence
