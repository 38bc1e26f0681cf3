"""Segments, markers, dead letters and guild keys keep the same promises in DynamoDB and in memory."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.events.model import Place, Segment
from shared.features.events.ports import BatchMarkers, SegmentStore
from shared.features.events.rules.cursors import hour_of
from shared.features.events.rules.segments import CODEC, digest_of, packed
from shared.features.events.table import BatchTable, SegmentTable
from shared.features.messages.ports import GuildKeys
from shared.features.messages.table import GuildKeyTable
from shared.kernel.errors import BatchChangedError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.events import a_message
from tests.fakes.clock import NOON
from tests.fakes.events import FakeMarkers, FakeSegments
from tests.fakes.messages import FakeGuildKeys

ABOVE_ALL = make_ulid((1 << 48) - 1, 0)


@pytest.fixture(params=["fake", "dynamodb"])
def segments(request: pytest.FixtureRequest) -> SegmentStore:
    if request.param == "fake":
        return FakeSegments()
    aws: AwsConfig = request.getfixturevalue("aws")
    return SegmentTable(dynamodb_client(aws), aws)


@pytest.fixture(params=["fake", "dynamodb"])
def markers(request: pytest.FixtureRequest) -> BatchMarkers:
    if request.param == "fake":
        return FakeMarkers()
    aws: AwsConfig = request.getfixturevalue("aws")
    return BatchTable(dynamodb_client(aws), aws)


@pytest.fixture(params=["fake", "dynamodb"])
def keys(request: pytest.FixtureRequest) -> GuildKeys:
    if request.param == "fake":
        return FakeGuildKeys()
    aws: AwsConfig = request.getfixturevalue("aws")
    return GuildKeyTable(dynamodb_client(aws), aws)


def an_hour_of_its_own() -> int:
    """A moment in milliseconds, in an hour that no other test uses."""
    hours = int.from_bytes(os.urandom(3))
    return hours * 3_600_000


def a_segment(milliseconds: int, bucket: int = 3, text: str = "hello") -> Segment:
    events = [a_message(text)]
    return Segment(
        bucket=bucket,
        batch_id=make_ulid(milliseconds, int.from_bytes(os.urandom(10))),
        codec=CODEC,
        packed=packed(events),
        contents={Snowflake(7): "sealed"},
        digest=digest_of(events),
        expires_at=NOON + timedelta(days=30),
    )


def read(segments: SegmentStore, like: Segment, below: str = ABOVE_ALL) -> list[Segment]:
    return list(segments.newest_first([Place(bucket=like.bucket, hour=hour_of(like.batch_id))], below))


def test_a_segment_is_what_it_was_stored_as(segments: SegmentStore) -> None:
    segment = a_segment(an_hour_of_its_own())

    is_new = segments.put_all([segment])

    assert is_new is True
    assert read(segments, segment) == [segment]


def test_a_segment_that_comes_twice_changes_nothing(segments: SegmentStore) -> None:
    segment = a_segment(an_hour_of_its_own())
    again = replace(segment, contents={Snowflake(7): "sealed again, otherwise"}, expires_at=NOON)

    answers = [segments.put_all([segment]), segments.put_all([again])]

    assert answers == [True, False]
    assert read(segments, segment) == [segment]


def test_other_events_under_the_same_name_are_refused(segments: SegmentStore) -> None:
    segment = a_segment(an_hour_of_its_own())
    segments.put_all([segment])

    with pytest.raises(BatchChangedError):
        segments.put_all([replace(segment, digest="another")])

    assert read(segments, segment) == [segment]


def test_what_was_left_of_half_a_batch_is_stored_by_the_next_attempt(segments: SegmentStore) -> None:
    milliseconds = an_hour_of_its_own()
    first = a_segment(milliseconds, bucket=1)
    second = replace(a_segment(milliseconds, bucket=2), batch_id=first.batch_id)
    segments.put_all([first])

    answers = [segments.put_all([first, second]), segments.put_all([first, second])]

    assert answers == [True, False]
    assert (read(segments, first), read(segments, second)) == ([first], [second])


def test_segments_come_newest_first_whatever_the_order_of_their_arrival(segments: SegmentStore) -> None:
    start = an_hour_of_its_own()
    stored = [a_segment(start + offset) for offset in (2_000, 0, 3_599_999, 1_000)]
    for segment in stored:
        segments.put_all([segment])

    found = read(segments, stored[0])

    assert [s.batch_id for s in found] == sorted((s.batch_id for s in stored), reverse=True)


def test_segments_of_another_hour_or_bucket_or_not_below_are_left_out(segments: SegmentStore) -> None:
    start = an_hour_of_its_own()
    wanted, newer = a_segment(start), a_segment(start + 1)
    segments.put_all([wanted, newer, a_segment(start + 3_600_000), a_segment(start, bucket=4)])

    assert read(segments, wanted, below=newer.batch_id) == [wanted]


def test_an_hour_of_more_than_one_page_is_read_to_its_end(segments: SegmentStore) -> None:
    start = an_hour_of_its_own()
    stored = [a_segment(start + offset) for offset in range(120)]
    segments.put_all(stored)

    assert len(read(segments, stored[0])) == 120


def test_hours_are_read_in_their_order_however_many_are_empty(segments: SegmentStore) -> None:
    start = an_hour_of_its_own()
    oldest, newest = a_segment(start), a_segment(start + 40 * 3_600_000)
    segments.put_all([oldest, newest])
    latest = hour_of(newest.batch_id)
    places = [Place(bucket=3, hour=latest - timedelta(hours=number)) for number in range(50)]

    assert list(segments.newest_first(places, ABOVE_ALL)) == [newest, oldest]
    assert list(segments.newest_first(places[:40], ABOVE_ALL)) == [newest]


def test_of_many_at_once_only_one_is_new(segments: SegmentStore) -> None:
    segment = a_segment(an_hour_of_its_own())

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: segments.put_all([segment]), range(8)))

    assert sorted(answers) == [False] * 7 + [True]


def test_nothing_to_store_is_nothing_new(segments: SegmentStore) -> None:
    assert segments.put_all([]) is False


def test_a_batch_is_done_once_it_is_marked(markers: BatchMarkers) -> None:
    batch_id = make_ulid(an_hour_of_its_own(), int.from_bytes(os.urandom(10)))

    before = markers.is_done(batch_id)
    markers.set_done(batch_id, NOON)
    markers.set_done(batch_id, NOON)

    assert (before, markers.is_done(batch_id)) == (False, True)


def test_the_first_key_of_a_guild_stays(keys: GuildKeys) -> None:
    guild_id = Snowflake(int.from_bytes(os.urandom(7)) + 1)

    before = keys.load(guild_id)
    created = [keys.create(guild_id, "first"), keys.create(guild_id, "second")]

    assert before is None
    assert created == ["first", "first"]
    assert keys.load(guild_id) == "first"
