"""Marked batches that come at once store each event once, in DynamoDB and in memory."""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.events.model import Batch, Place, Segment
from shared.features.events.ports import RepeatStore, SegmentStore
from shared.features.events.repeat_table import RepeatTable
from shared.features.events.rules.cursors import hour_of
from shared.features.events.rules.segments import CODEC, digest_of, ids_in, packed
from shared.features.events.table import SegmentTable
from shared.kernel.errors import ConflictError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.buckets import PLAN
from tests.factories.commits import CommitStore
from tests.factories.events import NOON_MS, a_batch, a_message
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.events import FakeRepeats, FakeSegments


class Stores(NamedTuple):
    segments: SegmentStore
    repeats: RepeatStore


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        fake = FakeSegments()
        return Stores(fake, FakeRepeats(fake))
    aws: AwsConfig = request.getfixturevalue("aws")
    client = dynamodb_client(aws)
    return Stores(SegmentTable(client, aws), RepeatTable(client, aws, FakeClock()))


def a_segment(text: str = "hello") -> Segment:
    events = [a_message(text)]
    return Segment(
        bucket=3,
        batch_id=make_ulid(int.from_bytes(os.urandom(3)) * 3_600_000, int.from_bytes(os.urandom(10))),
        codec=CODEC,
        packed=packed(events),
        contents={},
        digest=digest_of(events),
        expires_at=NOON,
    )


def a_number() -> int:
    return 1_000 + int.from_bytes(os.urandom(6))


def read(stores: Stores, like: Segment) -> list[Segment]:
    place = Place(bucket=like.bucket, hour=hour_of(like.batch_id))
    return list(stores.segments.newest_first([place], make_ulid((1 << 48) - 1, 0)))


def test_a_version_that_nobody_has_raised_is_zero(stores: Stores) -> None:
    number, other = a_number(), a_number()

    assert stores.repeats.versions([number, other]) == {number: 0, other: 0}


def test_storing_raises_the_versions(stores: Stores) -> None:
    one, two, untouched = a_number(), a_number(), a_number()
    segment = a_segment()

    stored = stores.repeats.put(segment, {one: 0, two: 0})
    stores.repeats.put(a_segment(), {one: 1})

    assert (stored, read(stores, segment)) == (None, [segment])
    assert stores.repeats.versions([one, two, untouched]) == {one: 2, two: 1, untouched: 0}


@pytest.mark.parametrize("seen", [0, 2])
def test_nothing_is_stored_where_somebody_else_came_first(stores: Stores, seen: int) -> None:
    number, other = a_number(), a_number()
    stores.repeats.put(a_segment(), {number: 0})
    segment = a_segment()

    with pytest.raises(ConflictError):
        stores.repeats.put(segment, {number: seen, other: 0})

    assert read(stores, segment) == []
    assert stores.repeats.versions([number, other]) == {number: 1, other: 0}


def test_what_is_stored_under_the_name_already_is_told_and_stays(stores: Stores) -> None:
    number, segment = a_number(), a_segment()
    stores.repeats.put(segment, {number: 0})

    stored = stores.repeats.put(replace(segment, digest="another"), {number: 1})

    assert stored == segment
    assert stores.repeats.versions([number]) == {number: 1}


def test_overlapping_batches_of_two_workers_at_once_store_every_event_once(stores: Stores) -> None:
    guild_id = Snowflake(int.from_bytes(os.urandom(7)) | 1 << 22)
    events = [a_message(str(number), guild_id=guild_id, message_id=a_number()) for number in range(24)]
    mine = [_marked(events[first : first + 6], 1) for first in range(0, 24, 3)]
    theirs = [_marked(events[first : first + 4], 2) for first in range(0, 24, 2)]
    store = CommitStore()
    commits = store.commit_over(stores.segments, stores.repeats)
    commits._repeats._pause = lambda _attempt: time.sleep(random.uniform(0, 0.05))

    with ThreadPoolExecutor(2) as threads:  # each in its worker's order, with a resend after each batch
        kept = threads.map(
            lambda batches: [commits.commit(each).events for each in batches for _ in range(2)], [mine, theirs]
        )
        list(kept)

    place = Place(bucket=PLAN.bucket_of(guild_id, NOON), hour=NOON)
    segments = stores.segments.newest_first([place], make_ulid((1 << 48) - 1, 0))
    found = [event_id for segment in segments for event_id in ids_in(segment)]
    wanted = {event.id for event in events}
    assert sorted(event_id for event_id in found if event_id in wanted) == sorted(wanted)


def _marked(events: list[Event], worker: int) -> Batch:
    entropy = worker << 72 | int.from_bytes(os.urandom(6)) << 16
    return replace(a_batch(*events, batch_id=make_ulid(NOON_MS, entropy)), may_repeat=True)
