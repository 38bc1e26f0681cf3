"""Simulated workers over one store: real policies, a clock that we turn, faults at every request."""

from collections.abc import Callable, Generator
from contextlib import suppress
from enum import StrEnum

from bot_worker.shards.model import Beat, LeaseTiming, Start, Stop
from bot_worker.shards.policy import LeasePolicy
from shared.kernel.errors import ConflictError, StoreUnavailableError
from tests.fakes.leases import FakeLeases

TIMING = LeaseTiming(overlap=1e9)
IDENTIFY_SECONDS = 2.0
REQUEST_SECONDS = 0.02


class Fault(StrEnum):
    """What happens to requests: they are done, never arrive, or are done and the answer gets lost."""

    NONE = "none"
    LOST_REQUEST = "lost request"
    LOST_ANSWER = "lost answer"


class World:
    """Real time, the store, and whoever lives. `clock_errors` are what the workers' wall clocks are off, in seconds."""

    def __init__(self, shard_count: int) -> None:
        self.now = 1000.0
        self.shard_count = shard_count
        self.store = FakeLeases(shard_count)
        self.workers: list[SimulatedWorker] = []
        self.broken_promises: list[str] = []
        self._fences: dict[int, tuple[str, int]] = {}

    def add(self, clock_error: float = 0.0) -> "SimulatedWorker":
        worker = SimulatedWorker(self, f"w{len(self.workers)}", clock_error)
        self.workers.append(worker)
        return worker

    def run(self, seconds: float, step: float = 0.25) -> None:
        """Let time pass for all who live and are not paused."""
        until = self.now + seconds
        while self.now < until:
            self.now += step
            for worker in self.workers:
                worker.catch_up(step)
            self.check()

    def check(self) -> None:
        """Note what must never be: two who trust a lease, a certain one beside another session, a fence that falls."""
        for shard_id in range(self.shard_count):
            trusting = [w.name for w in self.workers if w.alive and w.policy.trusts(shard_id, w.clock())]
            if len(trusting) > 1:
                self.broken_promises.append(f"{trusting} trust shard {shard_id}")
            certain = [w.name for w in self.workers if w.alive and w.policy.is_certain(shard_id, w.clock())]
            running = [w.name for w in self.workers if w.alive and shard_id in w.sessions]
            if certain and set(running) - set(certain[:1]):
                self.broken_promises.append(f"{certain} certain of shard {shard_id}, {running} run it")
            self._check_fence(shard_id)

    def _check_fence(self, shard_id: int) -> None:
        lease = self.store.leases.get(shard_id)
        if lease is None:
            return
        holder, fence = self._fences.get(shard_id, ("", 0))
        if lease.fence < fence or (lease.holder not in (holder, "") and lease.fence == fence):
            self.broken_promises.append(f"the fence of shard {shard_id} does not rise")
        self._fences[shard_id] = (lease.holder, lease.fence)

    def running(self) -> dict[str, set[int]]:
        return {worker.name: set(worker.sessions) for worker in self.workers if worker.alive}


class SimulatedWorker:
    def __init__(self, world: World, name: str, clock_error: float) -> None:
        self.world = world
        self.name = name
        self.clock_error = clock_error
        self.alive = False
        self.processes = 0
        self.start()

    def start(self) -> None:
        self.alive = True
        self.processes += 1
        self.fault = Fault.NONE
        self.paused_until = 0.0
        self.sessions: dict[int, float] = {}
        self.policy = LeasePolicy(self.name, self.world.shard_count, TIMING)
        self.steps_taken = 0
        self._version = 0
        self._at = self.world.now
        self._life = self._live()

    def kill(self) -> None:
        self.alive = False
        self.sessions = {}

    def wake(self) -> None:
        """End a pause, and whatever is wrong with its requests."""
        self.fault, self.paused_until = Fault.NONE, self.world.now
        self._at = min(self._at, self.world.now)

    def clock(self) -> float:
        """A steady clock, which has nothing to do with anybody else's."""
        return self.world.now + 31 * self.processes

    def catch_up(self, step: float) -> None:
        """Do what was due since the world's last step."""
        self._at = max(self._at, self.paused_until, self.world.now - step)
        while self.alive and self.world.now >= self._at:
            self._at += next(self._life)

    def advance(self) -> None:
        """Go on to the next request or wait, whatever the time."""
        if self.alive and self.world.now >= self.paused_until:
            self._at = max(self._at, self.world.now) + next(self._life)

    def _live(self) -> Generator[float, None, None]:
        while True:
            with suppress(StoreUnavailableError):
                yield from self._tick()
            yield 0.1 if self.policy.wants_heartbeat else TIMING.tick

    def _tick(self) -> Generator[float, None, None]:
        self._version += 1
        beat = Beat(
            worker_id=self.name,
            instance=f"{self.name}-{self.processes}",
            version=self._version,
            shard_count=self.world.shard_count,
            at=int((self.world.now + self.clock_error) * 1000),
            running=self.policy.claims(),
        )
        beaten_at = self.clock()
        self._request(lambda: self.world.store.beat(beat, None))
        yield REQUEST_SECONDS
        view = self.world.store.read()
        yield REQUEST_SECONDS
        for shard_id, ready_at in self.sessions.items():
            if self.world.now >= ready_at:
                self.policy.note_ready(shard_id)
        for action in self.policy.observe(view, beat, beaten_at=beaten_at, now=self.clock()):
            match action:
                case Start():
                    assert action.shard_id not in self.sessions
                    self.sessions[action.shard_id] = self.world.now + IDENTIFY_SECONDS
                case Stop():
                    del self.sessions[action.shard_id]
                    self.policy.note_ended(action.shard_id)
                case _:
                    self.steps_taken += 1
                    step = action
                    try:
                        self._request(lambda: self.world.store.do(step, self.name))  # noqa: B023 - called at once
                    except ConflictError:
                        continue
                    self.policy.done(step)
                    yield REQUEST_SECONDS

    def _request(self, request: Callable[[], None]) -> None:
        if self.fault is Fault.LOST_REQUEST:
            raise StoreUnavailableError
        request()
        if self.fault is Fault.LOST_ANSWER:
            raise StoreUnavailableError
