"""Who runs which shard, when workers come, go, hang, lose their requests and disagree about the time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.bot_worker.shards.workers import TIMING, Fault, SimulatedWorker, World

SHARDS = 5


def a_world(*, shards: int = SHARDS, workers: int = 1) -> World:
    world = World(shards)
    for _ in range(workers):
        world.add()
    return world


def _loads(world: World) -> list[int]:
    return sorted(len(shards) for shards in world.running().values())


def _all_once(world: World) -> bool:
    return sorted(shard for shards in world.running().values() for shard in shards) == list(range(world.shard_count))


def test_a_worker_alone_takes_every_shard_at_once() -> None:
    world = a_world()

    world.run(1)

    assert _loads(world) == [SHARDS]
    assert all(world.workers[0].policy.is_certain(shard, world.workers[0].clock()) for shard in range(SHARDS))


def test_a_second_worker_gets_its_share_without_a_moment_in_which_nobody_runs_a_shard() -> None:
    world = a_world()
    world.run(5)

    world.add()
    for _ in range(240):
        world.run(0.25)
        assert set().union(*world.running().values()) == set(range(SHARDS))

    assert _loads(world) == [2, 3]
    assert _all_once(world)
    assert world.broken_promises == []


def test_while_a_shard_is_handed_over_neither_is_certain_of_it_and_afterwards_the_new_one_is() -> None:
    world = a_world(shards=2)
    world.run(5)

    newcomer = world.add()
    world.run(30)

    (moved,) = newcomer.sessions
    assert newcomer.policy.is_certain(moved, newcomer.clock())
    assert newcomer.policy.fences[moved] == 2
    assert not world.workers[0].policy.is_certain(moved, world.workers[0].clock())


def test_what_a_killed_worker_ran_is_taken_within_thirty_seconds_and_may_repeat_what_that_one_brought() -> None:
    world = a_world(workers=2)
    world.run(60)
    killed, other = world.workers

    killed.kill()
    world.run(TIMING.take_over + TIMING.tick + 1)

    assert set(other.sessions) == set(range(SHARDS))
    certain = [shard for shard in range(SHARDS) if other.policy.is_certain(shard, other.clock())]
    assert len(certain) in (2, 3)


def test_a_worker_that_is_started_again_has_its_own_shards_back_at_once() -> None:
    world = a_world(workers=2)
    world.run(60)
    restarted = world.workers[0]
    before = set(restarted.sessions)

    restarted.kill()
    world.run(3)
    restarted.start()
    world.run(1)

    assert set(restarted.sessions) == before
    assert world.broken_promises == []


def test_a_paused_worker_that_comes_back_stops_what_it_lost_and_then_shares_again() -> None:
    world = a_world(workers=2)
    world.run(60)
    paused, other = world.workers

    paused.paused_until = world.now + 60
    world.run(59)
    assert set(other.sessions) == set(range(SHARDS))
    assert not any(paused.policy.trusts(shard, paused.clock()) for shard in range(SHARDS))
    world.run(90)

    assert _all_once(world)
    assert _loads(world) == [2, 3]
    assert world.broken_promises == []


def test_while_the_store_is_away_everybody_keeps_running_and_after_it_nobody_steals() -> None:
    world = a_world(workers=3)
    world.run(90)
    before = world.running()
    steps = [worker.steps_taken for worker in world.workers]

    for worker in world.workers:
        worker.fault = Fault.LOST_REQUEST
    world.run(120)
    assert world.running() == before
    for worker in world.workers:
        worker.fault = Fault.NONE
    world.run(60)

    assert world.running() == before
    assert [worker.steps_taken for worker in world.workers] == steps


@given(shards=st.integers(1, 12), workers=st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_shards_are_shared_evenly_and_then_stay_where_they_are(shards: int, workers: int) -> None:
    world = a_world(shards=shards, workers=workers)

    world.run(20 + 15 * shards, step=1.0)
    settled = world.running()
    steps = [worker.steps_taken for worker in world.workers]
    world.run(60, step=1.0)

    assert world.running() == settled
    assert [worker.steps_taken for worker in world.workers] == steps
    assert max(_loads(world)) - min(_loads(world)) <= 1
    assert _all_once(world)


_workers = st.integers(0, 3)
_happenings = st.one_of(
    st.tuples(st.just("advance"), _workers, st.just(0.0)),
    st.tuples(st.just("run"), st.just(0), st.floats(0.1, 15)),
    st.tuples(st.just("pause"), _workers, st.floats(1, 50)),
    st.tuples(st.just("kill"), _workers, st.just(0.0)),
    st.tuples(st.just("start"), _workers, st.just(0.0)),
    st.tuples(st.sampled_from(list(Fault)), _workers, st.just(0.0)),
)


def _happen(world: World, what: str, worker: SimulatedWorker, seconds: float) -> None:
    match what:
        case "advance":
            worker.advance()
        case "run":
            world.run(seconds)
        case "pause":
            worker.paused_until = world.now + seconds
        case "kill":
            worker.kill()
        case "start" if not worker.alive:
            worker.start()
        case "start":
            pass
        case _:
            worker.fault = Fault(what)


@given(
    happenings=st.lists(_happenings, max_size=40),
    clock_errors=st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_never_do_two_trust_a_lease_and_never_is_one_certain_beside_another(
    happenings: list[tuple[str, int, float]], clock_errors: list[float]
) -> None:
    world = World(3)
    for clock_error in clock_errors:
        world.add(clock_error)

    for what, number, seconds in happenings:
        _happen(world, what, world.workers[number], seconds)
        world.check()

    assert world.broken_promises == []


@given(happenings=st.lists(_happenings, max_size=25), survivor=_workers)
@settings(max_examples=60, deadline=None)
def test_whatever_happened_thirty_seconds_after_it_a_lone_survivor_runs_everything(
    happenings: list[tuple[str, int, float]], survivor: int
) -> None:
    world = a_world(shards=3, workers=4)
    for what, number, seconds in happenings:
        _happen(world, what, world.workers[number], seconds)

    for number, worker in enumerate(world.workers):
        if number != survivor:
            worker.kill()
    last = world.workers[survivor]
    if not last.alive:
        last.start()
    last.wake()
    world.run(30)

    assert set(last.sessions) == {0, 1, 2}
    assert all(last.policy.trusts(shard, last.clock()) for shard in range(3))


@pytest.mark.parametrize("clock_error", [-3600.0, 3600.0])
def test_a_clock_that_is_an_hour_off_costs_nobody_a_shard(clock_error: float) -> None:
    world = a_world(shards=4)
    world.run(5)

    world.add(clock_error)
    world.run(90)
    settled = world.running()
    world.run(60)

    assert world.running() == settled
    assert _loads(world) == [2, 2]
    assert world.broken_promises == []
