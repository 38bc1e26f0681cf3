"""All segments are read and changed alike in DynamoDB and in memory."""

import os
from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.account.model import PendingErasure
from shared.features.account.table import PendingErasureTable
from shared.features.events.archive_table import SegmentArchiveTable
from shared.features.events.model import Segment
from shared.features.events.ports import SegmentArchive, SegmentStore
from shared.features.events.rules.segments import CODEC, packed
from shared.features.events.table import SegmentTable
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.fakes.clock import NOON
from tests.fakes.events import FakeSegments

Stores = tuple[SegmentStore, SegmentArchive]


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        fake = FakeSegments()
        return fake, fake
    aws: AwsConfig = request.getfixturevalue("aws")
    client = dynamodb_client(aws)
    return SegmentTable(client, aws), SegmentArchiveTable(client, aws)


def a_segment(bucket: int = 3) -> Segment:
    return Segment(
        bucket=bucket,
        batch_id=make_ulid(int(NOON.timestamp() * 1000), int.from_bytes(os.urandom(10))),
        codec=CODEC,
        packed=packed([]) + os.urandom(4),
        contents={Snowflake(7): "sealed"},
        digest="digest",
        expires_at=NOON + timedelta(days=30),
    )


def test_every_segment_is_met_once(stores: Stores) -> None:
    store, archive = stores
    segments = [a_segment(number % 5) for number in range(25)]
    store.put_all(segments)

    found, position = archive.scan(None)
    while position is not None:
        more, position = archive.scan(position)
        found += more

    met = [segment for segment in found if segment in segments]
    assert len(met) == len(segments)


def test_a_segment_is_replaced_as_long_as_it_is_what_was_read(stores: Stores) -> None:
    store, archive = stores
    before = a_segment()
    store.put_all([before])
    after = replace(before, packed=b"changed", contents={})

    archive.replace(before, after)

    assert archive.load(before) == after
    with pytest.raises(ConflictError):
        archive.replace(before, after)


def test_a_segment_that_is_gone_is_not_brought_back(stores: Stores) -> None:
    _, archive = stores
    gone = a_segment()

    with pytest.raises(ConflictError):
        archive.replace(gone, replace(gone, packed=b"changed"))

    assert archive.load(gone) is None


def test_a_pending_erasure_is_kept_until_it_is_done(aws: AwsConfig) -> None:
    table = PendingErasureTable(dynamodb_client(aws), aws)
    user_id = Snowflake(int.from_bytes(os.urandom(7)) + 1)
    pending = PendingErasure(user_id=user_id, receipt_id="r", requested_at=NOON, position="p")
    table.save(pending)

    assert pending in table.all()
    table.delete(user_id)
    assert pending not in table.all()
