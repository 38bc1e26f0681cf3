"""Reads what a schedule has stored, as the API reads it, and beneath that every copy there is."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.activity.service import ActivityCount, GuildActivity
from shared.features.activity.table import LateBatchTable, RollUpTable
from shared.features.events.model import EventFilter, Place
from shared.features.events.rules.segments import of_guild
from shared.features.events.table import SegmentTable
from shared.features.gaps.model import Gap
from shared.features.gaps.service import GapLedger
from shared.features.gaps.table import GapTable
from shared.kernel.buckets import BucketPlan
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent
from shared.wiring.history import event_history
from tests.chaos.arena import ENCRYPTION_KEY
from tests.chaos.verdict import Stored

_PAGE: Final = 100
_GAPS: Final = 1_000
_HOURS: Final = 4  # a schedule is shorter, and no clock in it is off by more
_SETTLED: Final = timedelta(hours=2)  # from now on all hours of a schedule are counted for good
_COUNTED: Final = {
    "message_create": "messages",
    "member_join": "joins",
    "member_remove": "leaves",
    "audit_log_entry": "moderation_actions",
}


class Reading:
    """The stores of a schedule, past whatever spoils them for the functions."""

    def __init__(
        self,
        aws_env: Mapping[str, str],
        prefix: str,
        buckets: int,
        named: Callable[[StoredEvent], str] = lambda event: event.id,
    ) -> None:
        """`named` gives an event the name under which it is compared."""
        self._named = named
        aws = read_aws(Environment({**aws_env, "TABLE_PREFIX": prefix}))
        self._plan = BucketPlan.parse(str(buckets))
        self._client = dynamodb_client(aws)
        self._aws = aws
        self._segments = SegmentTable(self._client, aws)

    def count(self, *, settled: bool = False) -> None:
        """Roll up what there is to roll up, as the schedule's function does every few minutes."""
        now = _in_two_hours if settled else _now
        activity = ActivityCount(
            segments=self._segments,
            roll_ups=RollUpTable(self._client, self._aws),
            late=LateBatchTable(self._client, self._aws),
            plan=self._plan,
            clock=now,
        )
        activity.run(now() + timedelta(minutes=4))

    def of(self, guild_ids: Sequence[int]) -> dict[int, Stored]:
        """Return what there is of each guild; it is to be counted for good before."""
        found = {}
        for guild_id in map(Snowflake, guild_ids):
            pages = self._pages(guild_id)
            found[int(guild_id)] = Stored(
                pages=[self._named(event) for event in pages],
                raw=[self._named(event) for event in self._raw(guild_id)],
                counted=self._counted(guild_id),
                recounted=_recounted(pages),
                gaps=self.gaps(guild_id),
            )
        return found

    def gaps(self, guild_id: Snowflake) -> list[Gap]:
        return GapLedger(GapTable(self._client, self._aws), _now).page(guild_id, limit=_GAPS).items

    def dead_letters(self) -> int:
        table = f"{self._aws.table_prefix}dead_letters"
        return int(self._client.scan(TableName=table, Select="COUNT", ConsistentRead=True)["Count"])

    def _pages(self, guild_id: Snowflake) -> list[StoredEvent]:
        keys = (bytes.fromhex(ENCRYPTION_KEY),)
        history = event_history(self._client, self._aws, self._plan, keys, _now)
        since = int((_now() - timedelta(hours=_HOURS)).timestamp() * 1000)
        items: list[StoredEvent] = []
        before: str | None = None
        while True:
            page = history.page(guild_id, before=before, limit=_PAGE, wanted=EventFilter(since=since))
            items += page.items
            before = page.next_cursor
            if before is None:
                return items[::-1]

    def _raw(self, guild_id: Snowflake) -> Iterator[StoredEvent]:
        first = _now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=_HOURS)
        for hour in (first + timedelta(hours=hours) for hours in range(_HOURS + 2)):
            place = Place(bucket=self._plan.bucket_of(guild_id, hour), hour=hour)
            for segment in self._segments.oldest_first(place, ""):
                yield from of_guild(segment, guild_id)

    def _counted(self, guild_id: Snowflake) -> dict[str, int]:
        view = GuildActivity(RollUpTable(self._client, self._aws), self._plan, _in_two_hours).of(guild_id, _HOURS + 2)
        return {name: sum(getattr(hour, name) for hour in view.hours) for name in _COUNTED.values()}


def _recounted(pages: Sequence[StoredEvent]) -> dict[str, int]:
    kinds = Counter(event.type for event in pages)
    return {name: kinds[kind] for kind, name in _COUNTED.items()}


def _now() -> datetime:
    return datetime.now(UTC)


def _in_two_hours() -> datetime:
    return _now() + _SETTLED
