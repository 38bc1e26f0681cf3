"""A Discord with limits and a fleet that asks it, in a time of their own; a real Redis makes the decisions."""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from redis import Redis

from shared.adapters.discord.limiter.model import Answer, Demand, Limits, Outcome, Permit
from shared.adapters.discord.limiter.redis_permits import RedisPermits
from shared.adapters.discord.limiter.waiting import Exchange, Steps, Waiting
from shared.kernel.errors import DiscordBusyError

GLOBAL_MS = 1_000.0
START_MS = 1_700_000_000_000.0


@dataclass
class Window:
    used: int = 0
    ends_at: float = 0.0


@dataclass
class SimulatedDiscord:
    """Fixed windows, as Discord's are: `buckets` gives each route its bucket, limit and length."""

    buckets: dict[str, tuple[str, int, float]]
    global_per_second: int = 50
    windows: dict[str, Window] = field(default_factory=dict)
    refusals: list[tuple[float, str]] = field(default_factory=list)
    answered: int = 0

    def judge(self, demand: Demand, now: float) -> Outcome:
        everything = self._window("global", GLOBAL_MS, now)
        if everything.used >= self.global_per_second:
            self.refusals.append((now, "global"))
            return Outcome(status=429, scope="global", retry_after_ms=everything.ends_at - now)
        everything.used += 1
        name, limit, length = self.buckets[demand.route]
        window = self._window(f"{name}:{demand.major}", length, now)
        is_refused = window.used >= limit
        if is_refused:
            self.refusals.append((now, name))
        else:
            window.used += 1
            self.answered += 1
        left = window.ends_at - now
        return Outcome(
            status=429 if is_refused else 200,
            bucket=name,
            limit=limit,
            remaining=limit - window.used,
            reset_after_ms=round(left),  # Discord rounds, too
            window_ms=round(window.ends_at),
            scope="user" if is_refused else "",
            retry_after_ms=left if is_refused else 0.0,
        )

    def _window(self, name: str, length: float, now: float) -> Window:
        window = self.windows.setdefault(name, Window())
        if now >= window.ends_at:
            window.used, window.ends_at = 0, now + length
        return window


@dataclass
class Call:
    """What became of one request; the times are those of the simulation."""

    demand: Demand
    asked_at: float
    sent_at: float | None = None
    refused_at: float | None = None


@dataclass
class Process:
    """One process of the fleet, with a clock that is off by `skew`."""

    store: RedisPermits
    waiting: Waiting


class SimulatedFleet:
    """Events in the order of their time; network and processes take `chance`'s time."""

    def __init__(
        self, redis: Redis, name: str, discord: SimulatedDiscord, limits: Limits, chance: random.Random
    ) -> None:
        self.now = START_MS
        self.calls: list[Call] = []
        self.exchanges = 0
        self._redis, self._name, self._limits = redis, name, limits
        self._discord, self._chance = discord, chance
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def process(self) -> Process:
        skew = self._chance.uniform(-1e7, 1e7)
        store = RedisPermits(
            self._redis, self._name, f"peer-{next(self._numbers)}", self._limits, now_ms=lambda: round(self.now)
        )
        return Process(store, Waiting(self._limits, now_ms=lambda: self.now + skew))

    def at(self, moment: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._numbers), action))

    def request(
        self, process: Process, demand: Demand, *, delay_ms: float = 0, patience: float = 60, loses_answer: bool = False
    ) -> Call:
        """Have a process ask for something, that much later."""
        call = Call(demand, self.now + delay_ms)
        self.calls.append(call)
        steps = process.waiting.steps(demand, patience)
        if delay_ms == 0:
            self._go_on(process, call, steps, None, loses_answer)
        else:
            self.at(call.asked_at, lambda: self._go_on(process, call, steps, None, loses_answer))
        return call

    def run(self, until_ms: float | None = None) -> None:
        """Live through everything that is to come, or so long."""
        end = None if until_ms is None else self.now + until_ms
        while self._events and (end is None or self._events[0][0] <= end):
            self.now, _, action = heapq.heappop(self._events)
            action()
        self.now = max(self.now, end or 0)

    def _go_on(self, process: Process, call: Call, steps: Steps, answer: Answer | None, loses_answer: bool) -> None:
        try:
            step = steps.send(answer)
            while isinstance(step, Exchange):
                self.exchanges += 1
                step = steps.send(process.store.exchange(step.ask, step.reports))
        except DiscordBusyError:
            call.refused_at = self.now
            return
        except StopIteration as done:
            self._send(process, call, done.value, loses_answer)
            return
        self.at(self.now + step.milliseconds, lambda: self._go_on(process, call, steps, None, loses_answer))

    def _send(self, process: Process, call: Call, permit: Permit, loses_answer: bool) -> None:
        call.sent_at = self.now
        there = self.now + self._chance.uniform(1, 60)

        def arrive() -> None:
            outcome = self._discord.judge(call.demand, self.now)
            if not loses_answer:
                self.at(self.now + self._chance.uniform(1, 60), lambda: self._report(process, permit, outcome))

        self.at(there, arrive)

    def _report(self, process: Process, permit: Permit, outcome: Outcome) -> None:
        reports = process.waiting.tell(permit, outcome)
        if reports:
            self.exchanges += 1
            process.store.exchange(None, reports)
