"""Commit batches of events: each takes effect once, however often, in whatever order and beside whichever it comes.

What a batch costs in write units, where it touches b buckets and reports g guilds:

- b segments, each 1 for every KB of compressed events: a conditional put under a name made from the batch's id. The put
  is the exactly-once guarantee: a second one changes nothing, and so needs no transaction, which would cost twice that.
- g guilds, 1 each, only for events that report guilds: conditional on a later report not being there, so that again
  order and repetition do not matter, and a sync of thousands of guilds fits no transaction anyway.
- what a case costs (`cases`), for what the audit log says was done in Discord itself: under a key made of the entry.
- 1 marker, only where any of these were reported: a batch that comes again then does not do those writes again.
- 1 for every event that is malformed.

A function that dies half-way leaves a batch without an ack; the worker sends it again and the rest is done then.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, NamedTuple

from shared.features.access import effects as access_rules
from shared.features.events.model import Batch, CommittedBatch
from shared.features.events.packing import Group, SegmentPacker
from shared.features.events.ports import (
    AccessEffects,
    AuditEffects,
    BatchMarkers,
    DeadLetters,
    GapEffects,
    GuildEffects,
    SegmentStore,
)
from shared.features.events.repeats import Repeats
from shared.features.events.rules.cursors import moment_of_cursor
from shared.features.events.rules.segments import by_bucket
from shared.features.events.rules.sizes import write_units
from shared.features.events.rules.validation import sort_out
from shared.features.gaps import rules as gap_rules
from shared.features.guilds import rules as guild_rules
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.events import EVENT_VERSION, Event, EventType
from shared.kernel.packing import unpack_array

MARKER_LIFETIME: Final = timedelta(days=7)
_WITHOUT_EFFECT: Final = frozenset(  # nearly all events
    {EventType.MESSAGE_CREATE, EventType.MESSAGE_UPDATE, EventType.MESSAGE_DELETE, EventType.VOICE_STATE_UPDATE}
)
UNITS_OF_A_CASE: Final = 34  # about: docs/cost.md
GIVE_UP_AFTER: Final = timedelta(seconds=6)  # no further step is begun: the function has 20 s, and each step retries


class EventCommit:
    def __init__(
        self,
        *,
        segments: SegmentStore,
        repeats: Repeats,
        packer: SegmentPacker,
        markers: BatchMarkers,
        dead_letters: DeadLetters,
        guilds: GuildEffects,
        access: AccessEffects,
        gaps: GapEffects,
        audits: AuditEffects,
        plan: BucketPlan,
        clock: Callable[[], datetime],
    ) -> None:
        self._segments = segments
        self._repeats = repeats
        self._packer = packer
        self._markers = markers
        self._dead_letters = dead_letters
        self._guilds = guilds
        self._access = access
        self._gaps = gaps
        self._audits = audits
        self._plan = plan
        self._clock = clock

    def commit(self, batch: Batch) -> CommittedBatch:
        """Store a batch and what follows from it; return only when all of it is stored.

        Raise `InvalidInputError` or `PayloadTooLargeError` on a batch that cannot be read at all, `BatchChangedError`
        on another one under the same id, `StoreUnavailableError` where it is to be sent again.
        """
        until = self._clock() + GIVE_UP_AFTER
        closed_at = moment_of_cursor(batch.id)
        received, events, malformed = sort_out(unpack_array(batch.events, batch.codec), batch.bot_id)
        groups = [
            Group(bucket=bucket, batch_id=batch.id, closed_at=closed_at, events=theirs)
            for bucket, theirs in by_bucket(events, self._plan.at(closed_at)).items()
        ]
        stored = self._store_unrepeated(groups, until) if batch.may_repeat else self._store(groups, events)
        if malformed:
            self._go_on(until)
            self._dead_letters.take_in(batch, malformed)
        effects_units = self._apply(batch, events, until, is_new=stored.is_new)
        return CommittedBatch(
            batch_id=batch.id,
            received=received,
            events=stored.events,
            dead_lettered=len(malformed),
            is_new=stored.is_new,
            repeated=len(events) - len(stored.events),
            write_units=stored.write_units + effects_units + 2 * len(malformed),
        )

    def _store(self, groups: Sequence[Group], events: list[Event]) -> "_Stored":
        segments = [self._packer.pack(group) for group in groups]
        is_new = self._segments.put_all(segments)
        return _Stored(events, is_new, sum(map(write_units, segments)))

    def _store_unrepeated(self, groups: Sequence[Group], until: datetime) -> "_Stored":
        """Store each group by itself: what a function that gives up leaves undone, the next attempt does."""
        kept, is_new, units = [], False, 0
        for group in groups:
            self._go_on(until)
            events, segment = self._repeats.put(group)
            kept += events
            if segment is not None:
                is_new, units = True, units + 2 * write_units(segment) + 2  # a transaction costs twice
        return _Stored(kept, is_new, units)

    def _apply(self, batch: Batch, events: Sequence[Event], until: datetime, *, is_new: bool) -> int:
        """Carry out what follows; return about how many write units that took."""
        understood = [event for event in events if event.type not in _WITHOUT_EFFECT and event.v == EVENT_VERSION]
        guilds = list(chain.from_iterable(map(guild_rules.effects_of, understood)))
        access = list(chain.from_iterable(map(access_rules.effects_of, understood)))
        gaps = list(chain.from_iterable(map(gap_rules.effects_of, understood)))
        is_audited = any(event.type == EventType.AUDIT_LOG_ENTRY for event in understood)
        if not (guilds or access or gaps or is_audited) or (not is_new and self._markers.is_done(batch.id)):
            return 0
        self._go_on(until)
        if guilds:
            self._guilds.apply(guilds)
        if access:
            self._access.apply(access)
        if gaps:
            self._gaps.apply(gaps)
        audited = self._audits.apply(understood, batch.bot_id, lambda: self._go_on(until)) if is_audited else 0
        if not (guilds or gaps or audited):
            return 0  # forgetting access again costs nothing, and a marker a write
        self._markers.set_done(batch.id, self._clock() + MARKER_LIFETIME)
        return len(guilds) + len(gaps) + UNITS_OF_A_CASE * audited + 1

    def _go_on(self, until: datetime) -> None:
        """Refuse the batch while there is time to say so; what was done until then is not done twice."""
        if self._clock() >= until:
            raise StoreUnavailableError


class _Stored(NamedTuple):
    events: list[Event]
    is_new: bool
    write_units: int
