"""Commit batches of events: each takes effect once, however often, in whatever order and beside whichever it comes.

What a batch costs in write units, where it touches b buckets and reports g guilds:

- b segments, each 1 for every KB of compressed events: a conditional put under a name made from the batch's id. The put
  is the exactly-once guarantee: a second one changes nothing, and so needs no transaction, which would cost twice that.
- g guilds, 1 each, only for events that report guilds: conditional on a later report not being there, so that again
  order and repetition do not matter, and a sync of thousands of guilds fits no transaction anyway.
- 1 marker, only where guilds were reported: a batch that comes again then does not do those g writes again.
- 1 for every event that is malformed.

A function that dies half-way leaves a batch without an ack; the worker sends it again and the rest is done then.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from shared.features.access import effects as access_rules
from shared.features.events.model import Batch, CommittedBatch, Segment
from shared.features.events.ports import AccessEffects, BatchMarkers, DeadLetters, GuildEffects, SegmentStore, Vault
from shared.features.events.rules.contents import without_content
from shared.features.events.rules.cursors import moment_of_cursor
from shared.features.events.rules.segments import CODEC, by_bucket, digest_of, owner_of_contents, packed
from shared.features.events.rules.validation import sort_out
from shared.features.guilds import rules as guild_rules
from shared.features.messages.ports import MessagePolicies
from shared.features.messages.settings import MessageSettings, retention
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import PayloadTooLargeError
from shared.kernel.events import EVENT_VERSION, NO_GUILD, Event
from shared.kernel.packing import unpack
from shared.kernel.snowflakes import Snowflake

MOST_EVENTS: Final = 1_000  # workers close a batch at 100
MARKER_LIFETIME: Final = timedelta(days=7)
_DEFAULTS: Final = MessageSettings()


class EventCommit:
    def __init__(
        self,
        *,
        segments: SegmentStore,
        markers: BatchMarkers,
        dead_letters: DeadLetters,
        guilds: GuildEffects,
        access: AccessEffects,
        vault: Vault,
        policies: MessagePolicies,
        plan: BucketPlan,
        clock: Callable[[], datetime],
    ) -> None:
        self._segments = segments
        self._markers = markers
        self._dead_letters = dead_letters
        self._guilds = guilds
        self._access = access
        self._vault = vault
        self._policies = policies
        self._plan = plan
        self._clock = clock

    def commit(self, batch: Batch) -> CommittedBatch:
        """Store a batch and what follows from it; return only when all of it is stored.

        Raise `InvalidInputError` or `PayloadTooLargeError` on a batch that cannot be read at all, `BatchChangedError`
        on another one under the same id, `StoreUnavailableError` where it is to be sent again.
        """
        closed_at = moment_of_cursor(batch.id)
        raws = unpack(batch.events, batch.codec)
        if len(raws) > MOST_EVENTS:
            raise PayloadTooLargeError
        events, malformed = sort_out(raws, batch.bot_id)
        is_new = self._segments.put_all(self._segments_of(batch.id, closed_at, events))
        if malformed:
            self._dead_letters.put_all(batch.id, malformed, self._clock())
        self._apply(batch.id, events, is_new=is_new)
        return CommittedBatch(
            batch_id=batch.id, received=len(raws), events=events, dead_lettered=len(malformed), is_new=is_new
        )

    def _apply(self, batch_id: str, events: Sequence[Event], *, is_new: bool) -> None:
        understood = [event for event in events if event.v == EVENT_VERSION]
        guilds = list(chain.from_iterable(map(guild_rules.effects_of, understood)))
        access = list(chain.from_iterable(map(access_rules.effects_of, understood)))
        if not (guilds or access) or (not is_new and self._markers.is_done(batch_id)):
            return
        if guilds:
            self._guilds.apply(guilds)
        if access:
            self._access.apply(access)
        self._markers.set_done(batch_id, self._clock() + MARKER_LIFETIME)

    def _segments_of(self, batch_id: str, closed_at: datetime, events: Sequence[Event]) -> list[Segment]:
        guild_ids = {event.guild_id for event in events} - {NO_GUILD}
        policies = {NO_GUILD: _DEFAULTS, **self._policies.of(guild_ids)}
        return [
            self._segment(batch_id, closed_at, bucket, bucket_events, policies)
            for bucket, bucket_events in by_bucket(events, self._plan.at(closed_at)).items()
        ]

    def _segment(
        self,
        batch_id: str,
        closed_at: datetime,
        bucket: int,
        events: list[Event],
        policies: Mapping[Snowflake, MessageSettings],
    ) -> Segment:
        """Pack one bucket's events; a segment lives as long as the guild in it that keeps events longest."""
        stripped: list[Event] = []
        contents: dict[Snowflake, dict[str, str]] = {}
        for event in events:
            bare, content = without_content(event)
            stripped.append(bare)
            if content is not None and policies[event.guild_id].store_content:
                contents.setdefault(event.guild_id, {})[event.id] = content
        return Segment(
            bucket=bucket,
            batch_id=batch_id,
            codec=CODEC,
            packed=packed(stripped),
            contents={
                guild_id: self._vault.seal(guild_id, theirs, owner_of_contents(guild_id, batch_id))
                for guild_id, theirs in contents.items()
            },
            digest=digest_of(stripped),
            expires_at=closed_at + max(retention(policies[event.guild_id]) for event in events),
        )
