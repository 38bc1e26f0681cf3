"""Permits that came in a block and wait for their use, and outcomes that wait to be told together."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Final

from shared.adapters.discord.limiter.model import Answer, Demand, Limits, Outcome, Permit, Report

Key = tuple[str, str, str]
MOST_WISHED: Final = 100
REPORTS_AT_ONCE: Final = 50
_UNUSED: Final = Outcome(is_unused=True)


class Stock:
    """Safe between threads. Times are the process's own, in ms: only durations of them leave it."""

    def __init__(self, limits: Limits, now_ms: Callable[[], float]) -> None:
        self._lease_ms = limits.lease_ms
        self._now_ms = now_ms
        self._permits: dict[Key, deque[tuple[Permit, float]]] = {}
        self._recent: dict[Key, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_WISHED))
        self._open_blocks: dict[str, int] = {}
        self._told: list[tuple[float, Permit, Outcome]] = []
        self._lock = threading.Lock()

    def take(self, demand: Demand) -> Permit | None:
        """Return a permit that is left of a block."""
        with self._lock:
            now = self._now_ms()
            self._note(_key(demand), now)
            stock = self._permits.get(_key(demand))
            while stock:
                permit, expires_at = stock.popleft()
                if now < expires_at:
                    return permit
                self._close(permit, _UNUSED, now)
            self._permits.pop(_key(demand), None)
            return None

    def wish(self, demand: Demand) -> int:
        """Return how many permits would be of use: as many as were wanted in the time that a block is good for."""
        with self._lock:
            return max(1, len(self._recent[_key(demand)]))

    def put(self, demand: Demand, ticket: str, answer: Answer, asked_at: float) -> Permit:
        """Keep a granted block; return its first permit. It is good for its time from when it was asked for."""
        block = ticket if answer.granted > 1 else ""
        permits = [
            Permit(id=f"{ticket}:{number}", place=answer.place, demand=demand, block=block)
            for number in range(answer.granted)
        ]
        if block:
            with self._lock:
                self._open_blocks[block] = len(permits)
                stock = self._permits.setdefault(_key(demand), deque())
                stock.extend((permit, asked_at + self._lease_ms) for permit in permits[1:])
        return permits[0]

    def tell(self, permit: Permit, outcome: Outcome) -> bool:
        """Keep an outcome; return whether it is time to send what was kept."""
        with self._lock:
            self._close(permit, outcome, self._now_ms())
            is_done = permit.block not in self._open_blocks
            return is_done or len(self._told) >= REPORTS_AT_ONCE

    def reports(self) -> list[Report]:
        """Take what is to be told."""
        with self._lock:
            told, self._told = self._told, []
            now = self._now_ms()
            return [_report(permit, outcome, now - at) for at, permit, outcome in told]

    def _close(self, permit: Permit, outcome: Outcome, now: float) -> None:
        self._told.append((now, permit, outcome))
        if permit.block:
            self._open_blocks[permit.block] -= 1
            if not self._open_blocks[permit.block]:
                del self._open_blocks[permit.block]

    def _note(self, key: Key, now: float) -> None:
        if len(self._recent) > 1_000:
            self._recent.clear()
        recent = self._recent[key]
        while recent and recent[0] < now - self._lease_ms:
            recent.popleft()
        recent.append(now)


def _key(demand: Demand) -> Key:
    return demand.route, demand.major, demand.lane


def _report(permit: Permit, outcome: Outcome, age_ms: float) -> Report:
    demand = permit.demand
    return Report(
        permit=permit.id,
        place=permit.place,
        route=demand.route,
        major=demand.major,
        sub_limit=demand.sub_limit,
        age_ms=age_ms,
        outcome=outcome,
    )
