"""A batch's events are grouped by bucket, and come out again by guild, in order, with their cursors."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from shared.features.events.model import Segment
from shared.features.events.rules.segments import CODEC, by_bucket, by_guild, digest_of, of_guild, packed
from shared.kernel.buckets import bucket_among
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import a_batch_id, a_message

EVENTS = st.lists(st.builds(lambda guild_id: a_message(guild_id=guild_id), st.sampled_from([1, 2, 3, 40, 500])))


@given(EVENTS)
def test_grouping_loses_nothing_and_keeps_the_order(events: list[Event]) -> None:
    for grouped, key in (
        (by_bucket(events, 16), lambda event: bucket_among(16, event.guild_id)),
        (by_guild(events), _guild),
    ):
        assert sorted(event.id for group in grouped.values() for event in group) == sorted(e.id for e in events)
        for name, group in grouped.items():
            assert group == [event for event in events if key(event) == name]


@given(EVENTS)
def test_a_guild_gets_its_events_out_of_a_segment_in_order_with_rising_cursors(events: list[Event]) -> None:
    segment = a_segment(events)

    for guild_id, group in by_guild(events).items():
        stored = of_guild(segment, guild_id)

        assert [event.id for event in stored] == [event.id for event in group]
        assert [event.cursor for event in stored] == sorted({event.cursor for event in stored})
        assert stored[-1].cursor == segment.batch_id


def test_the_digest_tells_other_events_and_another_order_apart() -> None:
    first, second = a_message(), a_message()

    digests = {digest_of(events) for events in ([first], [second], [first, second], [second, first])}

    assert len(digests) == 4


def a_segment(events: list[Event]) -> Segment:
    return Segment(
        bucket=0,
        batch_id=a_batch_id(),
        codec=CODEC,
        packed=packed(events),
        contents={},
        digest=digest_of(events),
        expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    )


def _guild(event: Event) -> Snowflake:
    return event.guild_id
