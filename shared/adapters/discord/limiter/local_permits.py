"""Permits without Redis: what one process may send when it cannot know what the others do."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from shared.adapters.discord.limiter.model import INVALID_SHARE, Answer, Ask, Demand, Limits, Outcome, Report

_UNKNOWN_PEERS: Final = 10
_CAUTION: Final = 0.5  # of a fair share of the global limit
_INVALID: Final = frozenset({401, 403, 429})
_INVALID_WINDOW_MS: Final = 600_000
_MOST_PLACES: Final = 2_000


class _Place(msgspec.Struct):
    """A bucket as this process knows it: when it may be asked again, and until when a request is under way."""

    free_at: float = 0.0
    busy_until: float = 0.0


class LocalPermits:
    """Never more than one request under way in a bucket, and half of a fair share of the global limit.

    It hears all reports, so that it knows the buckets when it is needed. Safe between threads.
    """

    def __init__(self, limits: Limits, now_ms: Callable[[], float]) -> None:
        self._limits = limits
        self._now_ms = now_ms
        self._peers = _UNKNOWN_PEERS
        self._places: dict[str, _Place] = {}
        self._next_at = 0.0
        self._invalid: deque[float] = deque()
        self._lock = threading.Lock()

    def know_peers(self, peers: int) -> None:
        """Remember how many processes shared the limits when that was last known."""
        self._peers = max(peers, 1)

    def exchange(self, ask: Ask | None, reports: Sequence[Report]) -> Answer:
        """Decide at once; never raises."""
        with self._lock:
            for report in reports:
                self._take(report)
            return self._decide(ask) if ask else Answer(peers=self._peers)

    def _decide(self, ask: Ask) -> Answer:
        now, place = self._now_ms(), self._place(ask.demand)
        free_at = max(place.free_at, place.busy_until)
        why = "bucket"
        if not ask.demand.is_exempt and self._next_at > free_at:
            free_at, why = self._next_at, "global"
        self._forget_invalid(now)
        if len(self._invalid) >= self._most_invalid(ask.demand):
            free_at, why = self._invalid[0] + _INVALID_WINDOW_MS, "invalid_requests"
        wait = max(0.0, free_at - now)
        if wait:
            return Answer(wait_ms=wait, is_refused=wait > ask.patience_ms, why=why, peers=self._peers)
        place.busy_until = now + self._limits.permit_ms
        if not ask.demand.is_exempt:
            self._next_at = now + self._limits.window_ms * self._peers / (self._limits.global_per_second * _CAUTION)
        return Answer(granted=1, place=_name(ask.demand.route, ask.demand.major), peers=self._peers)

    def _forget_invalid(self, now: float) -> None:
        while self._invalid and self._invalid[0] <= now - _INVALID_WINDOW_MS:
            self._invalid.popleft()

    def _most_invalid(self, demand: Demand) -> float:
        return self._limits.invalid_requests * INVALID_SHARE[demand.lane] / (2 * max(self._peers, _UNKNOWN_PEERS))

    def _take(self, report: Report) -> None:
        now = self._now_ms()
        outcome, place = report.outcome, self._named(_name(report.route, report.major))
        place.busy_until = 0.0
        at = now - report.age_ms
        if outcome.status in _INVALID and outcome.scope != "shared":
            self._invalid.append(at)
        if outcome.bucket:
            place.free_at = max(place.free_at, at + self._pause(outcome))
        if outcome.status == 429:
            until = at + outcome.retry_after_ms + self._limits.guard_ms
            if outcome.scope == "global":
                self._next_at = max(self._next_at, until)
            else:
                place.free_at = max(place.free_at, until)

    def _pause(self, outcome: Outcome) -> float:
        """Spread what is left of the window over it, with room for the others."""
        return outcome.reset_after_ms / max(1.0, outcome.remaining / self._peers)

    def _place(self, demand: Demand) -> _Place:
        return self._named(_name(demand.route, demand.major))

    def _named(self, name: str) -> _Place:
        if len(self._places) > _MOST_PLACES and name not in self._places:
            now = self._now_ms()
            self._places = {key: one for key, one in self._places.items() if max(one.free_at, one.busy_until) > now}
        return self._places.setdefault(name, _Place())


def _name(route: str, major: str) -> str:
    return f"{route}:{major}"
