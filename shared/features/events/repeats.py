"""Store a batch of which another one may have brought some events already: those are left out.

Two workers bring the same events where one takes a shard over from the other, where one reads up what it missed, and
where one was killed between capturing and batching. They mark such batches, and only those take this way: it reads what
is stored of the bucket since the events happened, and stores the rest in one transaction with a version of the bucket
that nobody else may have raised meanwhile. So of two marked batches with the same events one comes second, and sees
what the first has stored.

What is older than `LOOK_BACK`, or beyond `MOST_SEGMENTS`, is not looked at: readers drop ids that they see twice.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import Final

from shared.features.events.model import Place, Segment
from shared.features.events.packing import Group, SegmentPacker
from shared.features.events.ports import RepeatStore, SegmentStore
from shared.features.events.rules.cursors import CLOCK_SKEW, cursor_at, hours_down
from shared.features.events.rules.segments import ids_in
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import BatchChangedError, ConflictError, SegmentUnreadableError, StoreUnavailableError
from shared.kernel.events import Event

log = logging.getLogger(__name__)

LOOK_BACK: Final = timedelta(hours=6)
MOST_SEGMENTS: Final = 5_000  # of a bucket that fills one every five seconds: seven hours
VERSIONS: Final = 64  # a transaction holds 100 items: each of these, and the segment
ATTEMPTS: Final = 6


class Repeats:
    def __init__(
        self,
        *,
        segments: SegmentStore,
        store: RepeatStore,
        packer: SegmentPacker,
        plan: BucketPlan,
        clock: Callable[[], datetime],
        pause: Callable[[int], None],
    ) -> None:
        """`pause` waits before an attempt: the longer the more there were."""
        self._segments = segments
        self._store = store
        self._packer = packer
        self._plan = plan
        self._clock = clock
        self._pause = pause

    def put(self, group: Group) -> tuple[list[Event], Segment | None]:
        """Store what is new of a group; return the events that its segment holds, and the segment if it was not there.

        Raise `BatchChangedError` where other events are stored under the batch's id, `StoreUnavailableError` where
        others came first again and again.
        """
        touched = sorted({self._plan.lasting_bucket_of(event.guild_id) % VERSIONS for event in group.events})
        for attempt in range(ATTEMPTS):
            if attempt:
                self._pause(attempt)
            versions = self._store.versions(touched)  # before we look: what comes after it raises one of them
            known = self._known(group)
            new = [event for event in group.events if event.id not in known]
            if not new:
                return [], None
            segment = self._packer.pack(group, new)
            try:
                stored = self._store.put(segment, versions)
            except ConflictError:
                continue
            return (new, segment) if stored is None else (_held(stored, segment, group.events), None)
        raise StoreUnavailableError

    def _known(self, group: Group) -> set[str]:
        """Return which of the events' ids other batches have brought."""
        ids = {event.id for event in group.events}
        known: set[str] = set()
        for segment in islice(self._stored_since(group), MOST_SEGMENTS):
            if segment.batch_id != group.batch_id:
                known |= ids.intersection(_ids(segment))
        return known

    def _stored_since(self, group: Group) -> Iterator[Segment]:
        """Yield the segments that may hold copies: since the first event, as seen by a clock that is late."""
        now = self._clock()
        first = min(event.timestamp for event in group.events) / 1000
        earliest = max(datetime.fromtimestamp(min(first, now.timestamp()), UTC) - CLOCK_SKEW, now - LOOK_BACK)
        latest, floor = now + 2 * CLOCK_SKEW, cursor_at(earliest)
        guild_ids = {event.guild_id for event in group.events}
        for hour in hours_down(latest, earliest):
            for bucket in sorted({self._plan.bucket_of(guild_id, hour) for guild_id in guild_ids}):
                place = Place(bucket=bucket, hour=hour)
                newest_first = self._segments.newest_first([place], cursor_at(latest))
                yield from takewhile(lambda segment: segment.batch_id >= floor, newest_first)


def _ids(segment: Segment) -> list[str]:
    try:
        return ids_in(segment)
    except SegmentUnreadableError:
        log.exception("segment.unreadable", extra={"bucket": segment.bucket, "batch_id": segment.batch_id})
        return []


def _held(stored: Segment, segment: Segment, events: list[Event]) -> list[Event]:
    """Return the events of a batch that came before as its segment holds them: places in it are cursors."""
    if stored.digest != segment.digest:
        raise BatchChangedError
    ids = set(_ids(stored))
    return [event for event in events if event.id in ids]
