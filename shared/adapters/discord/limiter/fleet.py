"""The limiter as threads use it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.adapters.discord.limiter.failover import FailoverPermits
from shared.adapters.discord.limiter.local_permits import LocalPermits
from shared.adapters.discord.limiter.model import Answer, Demand, Limits, Outcome, Permit
from shared.adapters.discord.limiter.ports import PermitStore
from shared.adapters.discord.limiter.redis_permits import RedisPermits
from shared.adapters.discord.limiter.waiting import Exchange, Waiting, own_clock_ms

if TYPE_CHECKING:
    from redis import Redis


class FleetLimiter:
    """One for each process; safe between threads."""

    def __init__(self, store: PermitStore, limits: Limits, sleep: Callable[[float], None] = time.sleep) -> None:
        self._store = store
        self._waiting = Waiting(limits)
        self._sleep = sleep

    def acquire(self, demand: Demand, patience_seconds: float) -> Permit:
        """Wait for a permit; raise `DiscordBusyError`, which tells how long, as soon as it cannot come in time."""
        steps = self._waiting.steps(demand, patience_seconds)
        answer: Answer | None = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration as done:
                permit: Permit = done.value
                return permit
            answer = None
            if isinstance(step, Exchange):
                answer = self._store.exchange(step.ask, step.reports)
            else:
                self._sleep(step.milliseconds / 1000)

    def report(self, permit: Permit, outcome: Outcome) -> None:
        """Tell what came of a permit; every permit needs that, else it counts as under way until it expires."""
        reports = self._waiting.tell(permit, outcome)
        if reports:
            self._store.exchange(None, reports)


def shared_permits(redis: "Redis", application: str, peer: str, limits: Limits) -> FailoverPermits:
    """Make the store that a process draws on; the client of Redis should give up after a moment."""
    alone = LocalPermits(limits, own_clock_ms)
    return FailoverPermits(RedisPermits(redis, application, peer, limits), alone, own_clock_ms)
