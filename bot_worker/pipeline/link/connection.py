"""One API Gateway connection, as the protocol sees it."""

from enum import StrEnum

import msgspec


class LinkTiming(msgspec.Struct, frozen=True, kw_only=True):
    """API Gateway ends a connection after 2 hours, or 10 minutes without a message: both are met before."""

    register_seconds: float = 10.0
    ack_seconds: float = 10.0
    keep_alive_seconds: float = 240.0
    kept_alive_seconds: float = 30.0
    hand_over_seconds: float = 110 * 60.0
    retire_seconds: float = 10.0
    steady_seconds: float = 60.0  # a connection that held this long was a good one: backoff starts anew
    first_backoff_seconds: float = 1.0
    longest_backoff_seconds: float = 30.0


class Phase(StrEnum):
    OPENING = "opening"
    REGISTERING = "registering"
    READY = "ready"
    RETIRING = "retiring"  # its successor is ready; only the answer to what it carried is awaited


class Connection:
    """`answer_by` is when the connection counts as dead, unless what it owes us (an answer) has come."""

    def __init__(self, number: int, timing: LinkTiming) -> None:
        self.number = number
        self.phase = Phase.OPENING
        self.unanswered_batches = 0
        self._timing = timing
        self._ready_at: float | None = None
        self._answer_by: float | None = None
        self._keep_alive_at: float | None = None
        self._hand_over_at: float | None = None

    def opened(self, now: float) -> None:
        self.phase = Phase.REGISTERING
        self._answer_by = now + self._timing.register_seconds
        self._hand_over_at = now + self._timing.hand_over_seconds

    def registered(self, now: float) -> None:
        self.phase = Phase.READY
        self._ready_at = now
        self._answer_by = None
        self._keep_alive_at = now + self._timing.keep_alive_seconds

    def retire(self, now: float) -> None:
        self.phase = Phase.RETIRING
        self._keep_alive_at = None
        self._answer_by = now + self._timing.retire_seconds

    def kept_alive(self) -> None:
        if self.phase is Phase.READY:
            self._answer_by = None

    def keep_alive_sent(self, now: float) -> None:
        self._keep_alive_at = now + self._timing.keep_alive_seconds
        self._answer_by = now + self._timing.kept_alive_seconds

    def is_dead(self, now: float) -> bool:
        return self._answer_by is not None and now >= self._answer_by

    def needs_keep_alive(self, now: float) -> bool:
        return self._keep_alive_at is not None and now >= self._keep_alive_at

    def needs_successor(self, now: float) -> bool:
        return self._hand_over_at is not None and now >= self._hand_over_at

    def was_steady(self, now: float) -> bool:
        return self._ready_at is not None and now - self._ready_at >= self._timing.steady_seconds

    def alarms(self, now: float) -> list[float]:
        """Return the moments at which something is to be done about this connection."""
        hand_over = None if self.needs_successor(now) else self._hand_over_at
        return [moment for moment in (self._answer_by, self._keep_alive_at, hand_over) if moment is not None]
