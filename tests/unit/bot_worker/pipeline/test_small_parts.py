"""Ids of batches, backoff, memory of ids, the bell."""

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot_worker.pipeline.backoff import Backoff
from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.bell import Bell
from bot_worker.pipeline.recent import RecentIds
from shared.features.events.rules.cursors import BATCH_STRIDE, step
from shared.kernel.ulids import is_ulid, milliseconds_of


@given(st.lists(st.tuples(st.integers(0, 2**41), st.integers(0, 2**80 - 1)), min_size=1), st.booleans())
def test_ids_of_batches_rise_strictly_whatever_the_clock_and_across_restarts(
    moments: list[tuple[int, int]], restart: bool
) -> None:
    clock = iter(milliseconds for milliseconds, _ in moments)
    dice = iter(entropy for _, entropy in moments)
    ids = BatchIds(None, now_ms=lambda: next(clock), entropy=lambda: next(dice))
    made: list[str] = []

    for _ in moments:
        if restart and made:
            ids = BatchIds(made[-1], now_ms=lambda: next(clock), entropy=lambda: next(dice))
        made.append(ids.next())

    assert all(step(earlier, BATCH_STRIDE) <= later for earlier, later in pairwise(made))
    assert all(is_ulid(batch_id) for batch_id in made)


def test_the_id_of_a_batch_tells_when_it_was_closed() -> None:
    ids = BatchIds(None, now_ms=lambda: 1_700_000_000_000, entropy=lambda: 5)

    assert milliseconds_of(ids.next()) == 1_700_000_000_000


@given(st.integers(0, 40), st.floats(0, 1))
def test_backoff_draws_below_a_ceiling_that_doubles_up_to_the_longest(failures: int, drawn: float) -> None:
    backoff = Backoff(first_seconds=1.0, longest_seconds=30.0, random=lambda: drawn)
    for _ in range(failures):
        backoff.next_seconds()

    assert backoff.next_seconds() == min(30.0, 2.0**failures) * drawn


def test_backoff_starts_anew_after_a_success() -> None:
    backoff = Backoff(first_seconds=1.0, longest_seconds=30.0, random=lambda: 1.0)
    backoff.next_seconds()
    backoff.next_seconds()

    backoff.reset()

    assert backoff.next_seconds() == 1.0


def test_only_the_newest_ids_are_remembered() -> None:
    recent = RecentIds(capacity=2)

    for identifier in ("a", "b", "b", "c"):
        recent.add(identifier)

    assert [identifier in recent for identifier in ("a", "b", "c")] == [False, True, True]


async def test_a_ring_while_nobody_waits_is_kept() -> None:
    bell = Bell(asyncio.get_running_loop().time)

    bell.ring()

    async with asyncio.timeout(1):
        await bell.wait_until(None)


async def test_the_bell_wakes_at_its_moment_without_a_ring() -> None:
    now = asyncio.get_running_loop().time
    bell = Bell(now)
    started = now()

    await bell.wait_until(started + 0.05)

    assert now() >= started + 0.04
