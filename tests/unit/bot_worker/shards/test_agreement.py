"""The workers count shards alike, or wait."""

import asyncio
import time

import pytest
from msgspec.structs import replace

from bot_worker.shards.agreement import Agreement, number_to_agree_on
from bot_worker.shards.model import Beat, LeaseTiming
from tests.fakes.leases import FakeLeases

BEAT = Beat(worker_id="other", instance="o", version=1, shard_count=4, at=0, running={0: 5})


@pytest.mark.parametrize(
    ("stored", "wanted", "alone", "agreed"),
    [
        (0, None, False, 2),
        (0, 7, False, 7),
        (4, None, False, 4),
        (4, 4, False, 4),
        (4, 7, False, None),
        (4, 7, True, 7),
        (4, None, True, 2),
    ],
)
def test_who_asks_for_no_number_joins_the_others_and_who_asks_for_another_waits(
    stored: int, wanted: int | None, alone: bool, agreed: int | None
) -> None:
    assert number_to_agree_on(stored, wanted, 2, alone=alone) == agreed


def an_agreement(store: FakeLeases, worker_id: str = "me") -> Agreement:
    timing = LeaseTiming(tick=0.01, take_over=0.2)
    return Agreement(store, store, timing, worker_id=worker_id, now=time.monotonic, now_ms=lambda: 0)


async def test_a_number_changes_when_the_others_hearts_have_stopped() -> None:
    store = FakeLeases(4)
    store.beats["other"] = BEAT

    agreed = await an_agreement(store).reach(7, 2)

    assert (agreed.shard_count, store.count) == (7, 7)


async def test_while_the_others_live_nothing_changes() -> None:
    store = FakeLeases(4)
    reaching = asyncio.create_task(an_agreement(store).reach(7, 2))

    for version in range(10):
        store.beats["other"] = replace(BEAT, version=version)
        await asyncio.sleep(0.05)

    assert not reaching.done()
    assert store.count == 4
    reaching.cancel()


async def test_a_worker_that_is_started_again_is_alone_and_learns_what_it_said_last() -> None:
    store = FakeLeases(4)
    store.beats["other"] = BEAT

    agreed = await an_agreement(store, "other").reach(None, 2)

    assert (agreed.shard_count, agreed.earlier) == (2, BEAT)
