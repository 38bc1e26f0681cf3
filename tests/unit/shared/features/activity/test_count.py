"""Roll-ups count what is stored: once, whole, whatever comes late or twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from shared.features.activity.model import ModerationKind, RollUp
from shared.features.activity.service import ActivityCount, GuildActivity
from shared.features.events.model import Segment
from shared.features.events.rules.segments import CODEC, digest_of, packed
from shared.kernel.events import Event, EventType
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.buckets import PLAN
from tests.factories.events import GUILD, a_message, raw
from tests.fakes.activity import FakeLateBatches, FakeRollUps
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.events import FakeSegments

BUCKET = PLAN.bucket_of(GUILD, NOON)
NEVER = NOON + timedelta(days=999)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Counting:
    """A deployment of which only the counting is real."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON + MINUTE)
        self.segments = FakeSegments()
        self.roll_ups = FakeRollUps()
        self.late = FakeLateBatches()
        self.count = ActivityCount(
            segments=self.segments, roll_ups=self.roll_ups, late=self.late, plan=PLAN, clock=self.clock
        )
        self.activity = GuildActivity(self.roll_ups, PLAN, self.clock)

    def store(self, closed_at: datetime, *events: Event) -> str:
        batch_id = make_ulid(int(closed_at.timestamp() * 1000), 1 << 70)
        segment = Segment(
            bucket=BUCKET,
            batch_id=batch_id,
            codec=CODEC,
            packed=packed(list(events)),
            contents={},
            digest=digest_of(list(events)),
            expires_at=NEVER,
        )
        self.segments.put_all([segment])
        return batch_id

    def run(self) -> int:
        return self.count.run(until=NEVER)

    def messages(self, hours: int = 3) -> list[int]:
        return [hour.messages for hour in self.activity.of(GUILD, hours).hours]


@pytest.fixture
def counting() -> Counting:
    return Counting()


def at(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def test_what_came_since_the_last_time_is_added(counting: Counting) -> None:
    counting.store(NOON, a_message(timestamp=at(NOON)))
    counting.run()
    counting.store(NOON + MINUTE, a_message(timestamp=at(NOON)))

    written = counting.run()

    assert written == 1
    assert counting.messages() == [0, 0, 2]


def test_counting_again_changes_nothing(counting: Counting) -> None:
    counting.store(NOON, a_message(timestamp=at(NOON)))
    counting.run()

    assert counting.run() == 0
    assert counting.messages() == [0, 0, 1]


def test_a_batch_that_is_stored_behind_one_that_was_counted_is_counted_when_the_hour_has_settled(
    counting: Counting,
) -> None:
    counting.store(NOON + 2 * MINUTE, a_message(timestamp=at(NOON)))
    counting.run()
    counting.store(NOON + MINUTE, a_message(timestamp=at(NOON)))

    counting.clock.now = NOON + HOUR + 11 * MINUTE
    counting.run()

    assert counting.messages() == [0, 2, 0]


def test_an_event_that_was_stored_twice_counts_once(counting: Counting) -> None:
    event = a_message(timestamp=at(NOON))
    counting.store(NOON, event)
    counting.store(NOON + MINUTE, event)

    counting.clock.now = NOON + HOUR + 11 * MINUTE
    counting.run()

    assert counting.messages() == [0, 1, 0]


def test_a_batch_that_comes_after_its_hour_was_counted_for_good_has_it_counted_again(counting: Counting) -> None:
    counting.store(NOON, a_message(timestamp=at(NOON)))
    counting.clock.now = NOON + HOUR + 11 * MINUTE
    counting.run()
    late = counting.store(NOON + MINUTE, a_message(timestamp=at(NOON)))
    counting.count.note_late(late, [GUILD])

    counting.run()

    assert counting.messages() == [0, 2, 0]
    assert counting.late.stored == {}


def test_a_batch_in_time_is_not_noted_as_late(counting: Counting) -> None:
    counting.count.note_late(counting.store(NOON, a_message()), [GUILD])

    assert counting.late.stored == {}


def test_what_was_stored_later_than_it_happened_counts_where_it_happened(counting: Counting) -> None:
    counting.store(NOON + MINUTE, a_message(timestamp=at(NOON - 2 * HOUR)))

    counting.run()

    assert counting.messages(3) == [1, 0, 0]


class _BeforeTheOther(FakeRollUps):
    """Roll-ups as somebody saw them who read them before another one wrote."""

    def of_hours(self, bucket: int, hours: Iterable[datetime]) -> list[RollUp]:
        del bucket, hours
        return []


def test_of_two_who_count_at_once_one_gives_way(counting: Counting) -> None:
    counting.store(NOON, a_message(timestamp=at(NOON)))
    counting.run()
    seen_before = _BeforeTheOther()
    seen_before.stored = counting.roll_ups.stored
    other = ActivityCount(
        segments=counting.segments, roll_ups=seen_before, late=counting.late, plan=PLAN, clock=counting.clock
    )

    other.run(until=NEVER)

    assert counting.messages() == [0, 0, 1]


def test_counting_stops_when_its_time_is_up_and_goes_on_the_next_time(counting: Counting) -> None:
    counting.store(NOON, a_message(timestamp=at(NOON)))

    assert counting.count.run(until=counting.clock.now) == 0
    assert counting.run() > 0


def test_another_guild_of_the_bucket_sees_nothing_of_it(counting: Counting) -> None:
    counting.store(NOON, a_message(timestamp=at(NOON)))
    counting.run()
    neighbour = next(other for other in range(GUILD + 1, GUILD + 99) if PLAN.bucket_of(other, NOON) == BUCKET)

    view = counting.activity.of(neighbour, 2)  # type: ignore[arg-type] # any number will do

    assert [hour.messages for hour in view.hours] == [0, 0]
    assert view.counted_until is not None


def test_the_busiest_moderators_come_first_with_their_kinds_and_names(counting: Counting) -> None:
    def entry(moderator: int, action: int) -> Event:
        data = raw({"action": action, "user_id": str(moderator)})
        return replace(a_message(timestamp=at(NOON)), type=EventType.AUDIT_LOG_ENTRY, data=data)

    counting.store(NOON, entry(5, 20), entry(6, 22), entry(6, 22), entry(6, 23), entry(7, 22))
    counting.run()

    view = counting.activity.moderators(GUILD, 3, 2, lambda: {Snowflake(6): "ada"})

    assert [(each.user_id, each.name, each.total, each.kinds) for each in view.items] == [
        (6, "ada", 3, {ModerationKind.BAN: 2, ModerationKind.UNBAN: 1}),
        (5, None, 1, {ModerationKind.KICK: 1}),
    ]


def test_nobody_is_asked_for_names_where_nobody_moderated(counting: Counting) -> None:
    def names() -> dict[Snowflake, str]:
        pytest.fail("nobody has a name to ask for")

    assert counting.activity.moderators(GUILD, 3, 2, names).items == []
