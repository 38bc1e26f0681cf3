"""Roll-ups and late batches keep the same promises in DynamoDB and in memory."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.activity.model import LateBatch, RollUp
from shared.features.activity.ports import LateBatches, RollUpStore
from shared.features.activity.table import LateBatchTable, RollUpTable
from shared.kernel.errors import ConflictError
from tests.factories.events import a_batch_id
from tests.fakes.activity import FakeLateBatches, FakeRollUps

HOUR = timedelta(hours=1)


@pytest.fixture(params=["fake", "dynamodb"])
def roll_ups(request: pytest.FixtureRequest) -> RollUpStore:
    if request.param == "fake":
        return FakeRollUps()
    aws: AwsConfig = request.getfixturevalue("aws")
    return RollUpTable(dynamodb_client(aws), aws)


@pytest.fixture(params=["fake", "dynamodb"])
def late_batches(request: pytest.FixtureRequest) -> LateBatches:
    if request.param == "fake":
        return FakeLateBatches()
    aws: AwsConfig = request.getfixturevalue("aws")
    return LateBatchTable(dynamodb_client(aws), aws)


@pytest.fixture
def hour() -> datetime:
    """An hour that no other test uses."""
    return datetime(2030, 1, 1, tzinfo=UTC) + int.from_bytes(os.urandom(3)) * HOUR


def a_roll_up(hour: datetime, revision: int = 1) -> RollUp:
    return RollUp(bucket=3, hour=hour, through=a_batch_id(), packed=b"counts", is_final=False, revision=revision)


def test_roll_ups_are_read_in_the_hours_order(roll_ups: RollUpStore, hour: datetime) -> None:
    stored = [a_roll_up(hour), a_roll_up(hour + 2 * HOUR)]
    for roll_up in reversed(stored):
        roll_ups.put(roll_up)

    assert roll_ups.of_hours(3, [hour + 2 * HOUR, hour + HOUR, hour]) == stored
    assert roll_ups.of_hours(4, [hour]) == []
    assert roll_ups.of_hours(3, []) == []


def test_a_revision_replaces_only_the_one_before_it(roll_ups: RollUpStore, hour: datetime) -> None:
    roll_ups.put(a_roll_up(hour))
    roll_ups.put(replace(a_roll_up(hour, revision=2), is_final=True))

    for revision in (1, 2, 4):
        with pytest.raises(ConflictError):
            roll_ups.put(a_roll_up(hour, revision=revision))

    assert [roll_up.revision for roll_up in roll_ups.of_hours(3, [hour])] == [2]


def test_an_hour_is_forgotten_unless_a_later_batch_was_noted_for_it(late_batches: LateBatches, hour: datetime) -> None:
    first = LateBatch(bucket=3, hour=hour, batch_id=a_batch_id(1))
    second = LateBatch(bucket=3, hour=hour, batch_id=a_batch_id(2))
    late_batches.note([first])
    late_batches.note([second])

    late_batches.forget(first)

    assert [batch for batch in late_batches.noted() if batch.hour == hour] == [second]

    late_batches.forget(second)

    assert [batch for batch in late_batches.noted() if batch.hour == hour] == []
