"""Count what was stored since the last time, and read the counts of a guild."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby

from msgspec.structs import replace

from shared.features.activity.model import (
    ActivityView,
    HourActivity,
    LateBatch,
    ModeratorsView,
    ModeratorTotals,
    RollUp,
)
from shared.features.activity.ports import LateBatches, RollUpStore, StoredSegments
from shared.features.activity.rules.hours import countable, has_settled, hours_between, is_late
from shared.features.activity.rules.tally import HOUR_MS, Counts, Tally, count, pack, unpack
from shared.features.events.model import Place, Segment
from shared.features.events.rules.cursors import HOUR, hour_of, moment_of_cursor
from shared.features.events.rules.segments import events_in
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import ConflictError, SegmentUnreadableError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

_BEFORE_ALL = ""


class ActivityCount:
    """Counts each hour of each bucket as it fills, and once more, whole, when it has settled: that count is exact.

    Running it twice, or two at once, does no harm: a roll-up is replaced only by one that has seen more.
    """

    def __init__(
        self,
        *,
        segments: StoredSegments,
        roll_ups: RollUpStore,
        late: LateBatches,
        plan: BucketPlan,
        clock: Callable[[], datetime],
    ) -> None:
        self._segments = segments
        self._roll_ups = roll_ups
        self._late = late
        self._plan = plan
        self._clock = clock

    def run(self, until: datetime) -> int:
        """Count what there is to count, and return how many roll-ups were written; stop at `until` at the latest."""
        now = self._clock()
        written = 0
        for hours in _runs(self._plan, countable(now)):
            for bucket in range(self._plan.at(hours[0])):
                known = {roll_up.hour: roll_up for roll_up in self._roll_ups.of_hours(bucket, hours)}
                for hour in hours:
                    if self._clock() >= until:
                        return written
                    written += self._count(bucket, hour, known.get(hour), final=has_settled(hour, now))
        return written + self._count_late(until)

    def note_late(self, batch_id: str, guild_ids: Iterable[Snowflake]) -> None:
        """Have an hour counted again, where a batch of it is stored so late that it may have been counted for good."""
        hour = hour_of(batch_id)
        if is_late(hour, self._clock()):
            buckets = {self._plan.bucket_of(guild_id, hour) for guild_id in guild_ids}
            self._late.note(LateBatch(bucket=bucket, hour=hour, batch_id=batch_id) for bucket in sorted(buckets))

    def _count(self, bucket: int, hour: datetime, known: RollUp | None, *, final: bool) -> bool:
        if known is not None and known.is_final:
            return False
        fresh = self._recount(bucket, hour) if final else self._go_on(bucket, hour, known)
        return fresh is not None and self._put(_after(known, fresh))

    def _go_on(self, bucket: int, hour: datetime, known: RollUp | None) -> RollUp | None:
        """Add what is newer than the last batch counted; None where nothing is."""
        above = _BEFORE_ALL if known is None else known.through
        segments = list(self._segments.oldest_first(Place(bucket=bucket, hour=hour), above))
        if not segments:
            return None
        tally: Tally = {} if known is None else unpack(known.packed)
        return _rolled_up(bucket, hour, segments, tally, final=False)

    def _recount(self, bucket: int, hour: datetime) -> RollUp:
        return _rolled_up(
            bucket,
            hour,
            list(self._segments.oldest_first(Place(bucket=bucket, hour=hour), _BEFORE_ALL)),
            {},
            final=True,
        )

    def _count_late(self, until: datetime) -> int:
        written = 0
        for late in self._late.noted():
            now = self._clock()
            if now >= until:
                break
            if has_settled(late.hour, now) and self._count_again(late):
                self._late.forget(late)
                written += 1
        return written

    def _count_again(self, late: LateBatch) -> bool:
        known = self._roll_ups.of_hours(late.bucket, [late.hour])
        return self._put(_after(known[0] if known else None, self._recount(late.bucket, late.hour)))

    def _put(self, fresh: RollUp) -> bool:
        try:
            self._roll_ups.put(fresh)
        except ConflictError:
            log.info("activity.counted_elsewhere", extra={"bucket": fresh.bucket, "hour": f"{fresh.hour:%Y-%m-%dT%H}"})
            return False
        return True


class GuildActivity:
    def __init__(self, roll_ups: RollUpStore, plan: BucketPlan, clock: Callable[[], datetime]) -> None:
        self._roll_ups = roll_ups
        self._plan = plan
        self._clock = clock

    def of(self, guild_id: Snowflake, hours: int) -> ActivityView:
        """Return so many hours, the current one last.

        What happened in an hour was stored then or later (a back-fill): all roll-ups since tell of it.
        """
        wanted, counts, counted_until = self._counted(guild_id, hours)
        return ActivityView(hours=[_hour(hour, counts) for hour in wanted], counted_until=counted_until)

    def moderators(
        self, guild_id: Snowflake, hours: int, most: int, names: Callable[[], Mapping[Snowflake, str]]
    ) -> ModeratorsView:
        """Return who moderated most in so many hours; `names` tells how those are called who have cases."""
        wanted, counts, counted_until = self._counted(guild_id, hours)
        total = Counts()
        for hour in wanted:
            total.add(_of(hour, counts))
        busiest = sorted(total.moderators.items(), key=lambda each: (-sum(each[1].values()), int(each[0])))[:most]
        known = names() if busiest else {}
        return ModeratorsView(
            items=[
                ModeratorTotals(
                    user_id=Snowflake(int(user_id)),
                    name=known.get(Snowflake(int(user_id))),
                    total=sum(kinds.values()),
                    kinds=dict(sorted(kinds.items())),
                )
                for user_id, kinds in busiest
            ],
            counted_until=counted_until,
        )

    def _counted(self, guild_id: Snowflake, hours: int) -> tuple[list[datetime], dict[int, Counts], datetime | None]:
        now = self._clock()
        wanted = list(hours_between(now - (hours - 1) * HOUR, now))
        counts: dict[int, Counts] = {}
        counted_until: datetime | None = None
        for run in _runs(self._plan, wanted):
            for roll_up in self._roll_ups.of_hours(self._plan.bucket_of(guild_id, run[0]), run):
                counted_until = _latest(counted_until, roll_up)
                for (its_guild, hour), its_counts in unpack(roll_up.packed).items():
                    if its_guild == guild_id:
                        counts.setdefault(hour, Counts()).add(its_counts)
        return wanted, counts, counted_until


def _rolled_up(bucket: int, hour: datetime, segments: list[Segment], tally: Tally, *, final: bool) -> RollUp:
    seen: set[str] = set()
    for segment in segments:
        try:
            events = events_in(segment)
        except SegmentUnreadableError:
            log.exception("segment.unreadable", extra={"bucket": bucket, "batch_id": segment.batch_id})
            continue
        count(tally, [event for event in events if event.id not in seen])
        seen.update(event.id for event in events)
    through = segments[-1].batch_id if segments else _BEFORE_ALL
    return RollUp(bucket=bucket, hour=hour, through=through, packed=pack(tally), is_final=final)


def _after(known: RollUp | None, fresh: RollUp) -> RollUp:
    return fresh if known is None else replace(fresh, revision=known.revision + 1)


def _runs(plan: BucketPlan, hours: list[datetime]) -> list[list[datetime]]:
    """Part hours into runs that have the same number of buckets."""
    return [list(run) for _, run in groupby(hours, key=plan.at)]


def _latest(known: datetime | None, roll_up: RollUp) -> datetime | None:
    counted = roll_up.hour + HOUR if roll_up.is_final else moment_of_cursor(roll_up.through)
    return counted if known is None else max(known, counted)


def _of(hour: datetime, counts: dict[int, Counts]) -> Counts:
    return counts.get(int(hour.timestamp() * 1000) // HOUR_MS, Counts())


def _hour(hour: datetime, counts: dict[int, Counts]) -> HourActivity:
    found = _of(hour, counts)
    return HourActivity(
        hour=hour.astimezone(UTC),
        messages=found.messages,
        joins=found.joins,
        leaves=found.leaves,
        moderation_actions=found.moderation_actions,
        active_members=len(found.members),
    )
