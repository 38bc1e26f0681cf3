"""Read a guild's history, newest first, or from a cursor on."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from shared.features.events.model import EventFilter, EventPage, Replay
from shared.features.events.ports import SegmentStore, Vault
from shared.features.events.reading import GuildReader, Reading, Span
from shared.features.events.rules.cursors import (
    BATCH_STRIDE,
    CLOCK_SKEW,
    HOUR,
    cursor_at,
    hours_down,
    hours_up,
    moment_of_cursor,
    step,
)
from shared.features.messages.ports import MessagePolicies
from shared.features.messages.settings import MessageSettings, content_retention, retention
from shared.kernel.buckets import BucketPlan
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent

HOURS_PER_PAGE: Final = 48  # a quiet guild costs a query an hour: then the next page goes on
SEGMENTS_PER_PAGE: Final = 1_500  # two hours of a busy bucket, about 10 MB: then the next page goes on
SEGMENTS_PER_REPLAY: Final = 20_000  # a day of a bucket
LONGEST_REPLAY: Final = timedelta(hours=24)
LIVE_FROM: Final = timedelta(hours=12)  # well within the longest replay; batches that come later than this are rare
LATEST: Final = timedelta(hours=24)  # what is stored later than this after it happened is not found by its time
MOST_REPLAYED: Final = 2_000
EVERYTHING: Final = EventFilter()


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
        self._reader = GuildReader(segments, vault, plan)
        self._policies = policies
        self._clock = clock

    def page(
        self, guild_id: Snowflake, *, before: str | None, limit: int, wanted: EventFilter = EVERYTHING
    ) -> EventPage:
        """Return up to `limit` events, newest first; raise `InvalidInputError` where `before` is no cursor."""
        now = self._clock()
        settings = self._settings(guild_id)
        earliest = max(now - retention(settings), _moment(wanted.since) - CLOCK_SKEW)
        latest = now if wanted.until is None else min(now, _moment(wanted.until) + LATEST)
        below = min(before or cursor_at(now + CLOCK_SKEW), cursor_at(latest + CLOCK_SKEW))
        hours = list(islice(hours_down(_latest(below, now), earliest), HOURS_PER_PAGE))
        span = self._span(guild_id, settings, hours, cursor_at(earliest), below)
        reading = Reading(SEGMENTS_PER_PAGE)
        items = list(islice(_wanted(self._reader.newest_first(span, reading), wanted), limit + 1))
        next_cursor = items[limit - 1].cursor if len(items) > limit else reading.stopped_at
        if next_cursor is None and hours and hours[-1] > earliest:
            next_cursor = cursor_at(hours[-1])
        is_first = before is None and wanted == EVERYTHING
        return EventPage(
            items=items[:limit], next_cursor=next_cursor, live_cursor=_live_cursor(items, now) if is_first else None
        )

    def page_after(self, guild_id: Snowflake, *, after: str, limit: int, wanted: EventFilter = EVERYTHING) -> EventPage:
        """Return up to `limit` events after a cursor, oldest first; raise `InvalidInputError` where it is none."""
        now = self._clock()
        settings = self._settings(guild_id)
        earliest = max(moment_of_cursor(after), now - retention(settings), _moment(wanted.since) - CLOCK_SKEW)
        latest = now if wanted.until is None else min(now, _moment(wanted.until) + LATEST)
        hours = list(islice(hours_up(earliest, latest + 2 * CLOCK_SKEW), HOURS_PER_PAGE))
        below = cursor_at(latest + CLOCK_SKEW)
        span = self._span(guild_id, settings, hours, max(after, cursor_at(earliest)), below)
        reading = Reading(SEGMENTS_PER_PAGE)
        items = list(islice(_wanted(self._reader.oldest_first(span, reading), wanted), limit + 1))
        next_cursor = items[limit - 1].cursor if len(items) > limit else reading.stopped_at
        return EventPage(items=items[:limit], next_cursor=next_cursor or _following(hours, latest), live_cursor=None)

    def replay(self, guild_id: Snowflake, after: str) -> Replay:
        """Return everything after a cursor, or what of it is not too old or too much to be replayed."""
        now = self._clock()
        settings = self._settings(guild_id)
        earliest = max(moment_of_cursor(after), now - LONGEST_REPLAY, now - retention(settings))
        floor = max(after, cursor_at(earliest))
        below = cursor_at(now + CLOCK_SKEW)
        hours = hours_down(_latest(below, now), earliest)
        span = self._span(guild_id, settings, hours, floor, below)
        reading = Reading(SEGMENTS_PER_REPLAY)
        events = list(islice(self._reader.newest_first(span, reading), MOST_REPLAYED + 1))
        if len(events) > MOST_REPLAYED:
            return Replay(events=events[-2::-1], begins_at=events[-1].cursor)
        return Replay(events=events[::-1], begins_at=reading.stopped_at or floor)

    def _settings(self, guild_id: Snowflake) -> MessageSettings:
        return self._policies.of([guild_id])[guild_id]

    def _span(
        self, guild_id: Snowflake, settings: MessageSettings, hours: Iterable[datetime], floor: str, below: str
    ) -> Span:
        contents_from = cursor_at(self._clock() - content_retention(settings))
        return Span(guild_id=guild_id, hours=hours, floor=floor, below=below, contents_from=contents_from)


def _wanted(events: Iterator[StoredEvent], wanted: EventFilter) -> Iterator[StoredEvent]:
    return (event for event in events if wanted.matches(event))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _latest(below: str, now: datetime) -> datetime:
    """Return the moment of the latest batch that may hold events below a cursor."""
    return min(moment_of_cursor(step(below, BATCH_STRIDE)), now + 2 * CLOCK_SKEW)


def _following(hours: list[datetime], latest: datetime) -> str | None:
    """Return the cursor before the hours that were not read; a batch's first events lie before its hour's begin."""
    end = hours[-1] + HOUR if hours else latest
    return step(cursor_at(end), -BATCH_STRIDE) if end <= latest else None


def _live_cursor(newest_first: list[StoredEvent], now: datetime) -> str:
    """Go on after the newest event; after a long silence, from where a replay can still begin."""
    silence = cursor_at(now - LIVE_FROM)
    return max(newest_first[0].cursor, silence) if newest_first else silence
