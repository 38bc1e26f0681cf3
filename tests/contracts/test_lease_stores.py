"""Leases, heartbeats, the number of shards and turns keep the same promises in DynamoDB and in memory."""

import os
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from bot_worker.shards.layout import LayoutTable
from bot_worker.shards.lease_table import LeaseTable
from bot_worker.shards.model import Beat, Inherit, Keep, Lease, Nominate, Take, Turn, Yield
from bot_worker.shards.partition import Partition
from bot_worker.shards.ports import LayoutStore, LeaseStore, TurnStore
from bot_worker.shards.turn_table import TurnTable
from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.kernel.errors import ConflictError
from tests.fakes.leases import FakeLeases

SHARDS = 4


class Stores(NamedTuple):
    leases: LeaseStore
    layout: LayoutStore
    turns: TurnStore

    def lease(self, shard_id: int = 2) -> Lease:
        return self.leases.read().lease(shard_id)


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        fake = FakeLeases()
        return Stores(fake, fake, fake)
    aws: AwsConfig = request.getfixturevalue("aws")
    partition = Partition(dynamodb_client(aws), aws, bot_id=int.from_bytes(os.urandom(7)))
    return Stores(LeaseTable(partition, SHARDS), LayoutTable(partition), TurnTable(partition))


def a_beat(worker_id: str = "a", version: int = 1, instance: str = "a-1") -> Beat:
    return Beat(worker_id=worker_id, instance=instance, version=version, shard_count=SHARDS, at=5, running={2: 9})


def taken_by(stores: Stores, worker_id: str, shard_id: int = 2) -> Lease:
    stores.leases.do(Take(lease=stores.lease(shard_id)), worker_id)
    return stores.lease(shard_id)


def test_at_first_nobody_holds_anything_and_no_number_is_agreed_on(stores: Stores) -> None:
    view = stores.leases.read()

    assert (view.shard_count, view.leases, view.beats) == (0, {}, {})
    assert stores.layout.shard_count() == 0
    assert stores.turns.turn(1) == Turn(number=0, free_at=0)


def test_a_lease_is_taken_once_and_its_fence_rises(stores: Stores) -> None:
    free = stores.lease()

    stores.leases.do(Take(lease=free), "a")

    assert stores.lease() == Lease(shard_id=2, fence=1, holder="a")
    with pytest.raises(ConflictError):
        stores.leases.do(Take(lease=free), "b")
    assert taken_by(stores, "b") == Lease(shard_id=2, fence=2, holder="b")


def test_a_dead_holders_lease_is_taken_unless_its_heart_has_beaten_since(stores: Stores) -> None:
    lease, dead = taken_by(stores, "a"), a_beat(version=7)
    stores.leases.beat(replace(dead, version=8), None)

    with pytest.raises(ConflictError):
        stores.leases.do(Take(lease=lease, dead=dead), "b")
    with pytest.raises(ConflictError):
        stores.leases.do(Take(lease=lease, dead=replace(dead, version=8, instance="a-2")), "b")
    stores.leases.do(Take(lease=lease, dead=replace(dead, version=8)), "b")

    assert stores.lease().holder == "b"


def test_the_lease_of_a_holder_without_a_heartbeat_is_taken_unless_it_has_one_again(stores: Stores) -> None:
    lease, nothing = taken_by(stores, "a"), a_beat(version=0, instance="")

    stores.leases.do(Take(lease=lease, dead=nothing), "b")
    assert stores.lease().holder == "b"

    stores.leases.beat(a_beat("b", instance="b-1"), None)
    with pytest.raises(ConflictError):
        stores.leases.do(Take(lease=stores.lease(), dead=replace(nothing, worker_id="b")), "c")


def test_a_shard_is_handed_over_in_three_steps(stores: Stores) -> None:
    taken_by(stores, "a")

    stores.leases.do(Nominate(lease=stores.lease()), "b")
    nominated = stores.lease()
    stores.leases.do(Yield(lease=nominated), "a")
    yielding = stores.lease()
    stores.leases.do(Inherit(lease=yielding), "b")

    assert nominated == Lease(shard_id=2, fence=1, holder="a", successor="b")
    assert yielding == replace(nominated, yielding=True)
    assert stores.lease() == Lease(shard_id=2, fence=2, holder="b")


def test_nothing_is_inherited_before_the_holder_yields_and_nobody_yields_to_a_stranger(stores: Stores) -> None:
    taken_by(stores, "a")
    stores.leases.do(Nominate(lease=stores.lease()), "b")
    to_b = stores.lease()

    with pytest.raises(ConflictError):
        stores.leases.do(Inherit(lease=to_b), "b")
    with pytest.raises(ConflictError):
        stores.leases.do(Nominate(lease=replace(to_b, successor="")), "c")
    stores.leases.do(Nominate(lease=to_b), "c")
    with pytest.raises(ConflictError):
        stores.leases.do(Yield(lease=to_b), "a")

    assert stores.lease() == replace(to_b, successor="c")


def test_a_holder_that_forgets_its_successor_keeps_the_lease_and_its_fence(stores: Stores) -> None:
    lease = taken_by(stores, "a")
    stores.leases.do(Nominate(lease=lease), "b")
    stores.leases.do(Yield(lease=stores.lease()), "a")
    yielding = stores.lease()

    stores.leases.do(Keep(lease=yielding), "a")

    assert stores.lease() == lease
    with pytest.raises(ConflictError):
        stores.leases.do(Inherit(lease=yielding), "b")


def test_a_lease_that_is_given_up_tells_until_when_discord_was_heard_and_keeps_its_successor(stores: Stores) -> None:
    lease = taken_by(stores, "a")
    stores.leases.do(Nominate(lease=lease), "b")

    stores.leases.release(Lease(shard_id=2, fence=1, heard_at=1_234))

    assert stores.lease() == Lease(shard_id=2, fence=1, successor="b", heard_at=1_234)
    assert taken_by(stores, "b") == Lease(shard_id=2, fence=2, holder="b")
    with pytest.raises(ConflictError):
        stores.leases.release(Lease(shard_id=2, fence=1))


def test_a_heartbeat_is_read_as_it_was_written_and_refused_to_another_instance(stores: Stores) -> None:
    stores.leases.beat(a_beat(), None)
    stores.leases.beat(a_beat(version=2), "a-1")

    with pytest.raises(ConflictError):
        stores.leases.beat(a_beat(version=3, instance="a-2"), "a-2")
    stores.leases.beat(a_beat(version=1, instance="a-3"), None)

    assert stores.leases.read().beats == {"a": a_beat(version=1, instance="a-3")}


def test_a_worker_leaves_unless_another_instance_runs(stores: Stores) -> None:
    stores.leases.beat(a_beat(), None)

    with pytest.raises(ConflictError):
        stores.leases.leave("a", "a-2")
    stores.leases.leave("a", "a-1")

    assert stores.leases.read().beats == {}


def test_a_heartbeat_that_is_gone_may_be_written_again(stores: Stores) -> None:
    stores.leases.beat(a_beat(version=4), "a-1")

    assert stores.leases.read().beats["a"].version == 4


def test_a_number_of_shards_is_agreed_on_by_one_at_a_time(stores: Stores) -> None:
    stores.layout.agree(4, 0)

    with pytest.raises(ConflictError):
        stores.layout.agree(8, 0)
    stores.layout.agree(8, 4)

    assert stores.layout.shard_count() == 8
    assert stores.leases.read().shard_count == 8


def test_a_turn_is_taken_by_one_at_a_time(stores: Stores) -> None:
    stores.turns.set_turn(1, Turn(number=1, free_at=7), 0)

    with pytest.raises(ConflictError):
        stores.turns.set_turn(1, Turn(number=1, free_at=9), 0)
    stores.turns.set_turn(1, Turn(number=1, free_at=8), 1)

    assert stores.turns.turn(1) == Turn(number=1, free_at=8)
    assert stores.turns.turn(0) == Turn()
