"""The one batch that is on its way to the backend."""

from typing import Final

import msgspec

from bot_worker.pipeline.backoff import Backoff

# Codes that say that the batch itself is wrong (shared.kernel.errors). Anything else may pass: then it is sent again.
PERMANENT_CODES: Final = frozenset({"invalid_input", "batch_changed", "payload_too_large"})
REFUSALS_TO_GIVE_UP: Final = 3  # an error does not name the batch it is about: one alone may be about something else


class Outgoing(msgspec.Struct, kw_only=True):
    """It waits for `send_at`, then is in flight on a connection, which owes the answer by `answer_by`."""

    batch_id: str
    frame: str
    send_at: float
    in_flight_on: int | None = None
    answer_by: float = 0.0
    refusals: int = 0


class Outbox:
    """Never more than one batch: the order of batches, and so of a guild's events, is the order of their ids."""

    def __init__(self, backoff: Backoff, ack_seconds: float) -> None:
        self._backoff = backoff
        self._ack_seconds = ack_seconds
        self._batch: Outgoing | None = None

    @property
    def is_empty(self) -> bool:
        return self._batch is None

    @property
    def in_flight_on(self) -> int | None:
        return self._batch.in_flight_on if self._batch is not None else None

    def put(self, batch_id: str, frame: str, now: float) -> None:
        if self._batch is not None:
            raise ValueError("the batch before this one is not confirmed yet")
        self._batch = Outgoing(batch_id=batch_id, frame=frame, send_at=now)

    def next_frame(self, connection: int, now: float) -> str | None:
        """Return what is to be sent on this connection now."""
        batch = self._batch
        if batch is None or batch.in_flight_on is not None or now < batch.send_at:
            return None
        batch.in_flight_on = connection
        batch.answer_by = now + self._ack_seconds
        return batch.frame

    def acked(self, batch_id: str) -> bool:
        """Take the batch out; say whether it was this one, which a late answer to an earlier sending is not."""
        if self._batch is None or self._batch.batch_id != batch_id:
            return False
        self._batch = None
        self._backoff.reset()
        return True

    def refused(self, code: str, now: float) -> str | None:
        """Send again later; after too many permanent refusals take the batch out and return its id."""
        if self._batch is None:
            return None
        self._batch.refusals += code in PERMANENT_CODES
        if self._batch.refusals < REFUSALS_TO_GIVE_UP:
            self._retry_later(now)
            return None
        batch_id, self._batch = self._batch.batch_id, None
        self._backoff.reset()
        return batch_id

    def unanswered(self, now: float) -> int | None:
        """Send again later where no answer came in time; return the connection that owes it."""
        if self._batch is None or self._batch.in_flight_on is None or now < self._batch.answer_by:
            return None
        connection = self._batch.in_flight_on
        self._retry_later(now)
        return connection

    def lost(self, connection: int, now: float) -> None:
        """Send again on the next connection: whether the backend had the batch, its id will tell it."""
        if self._batch is not None and self._batch.in_flight_on == connection:
            self._batch.in_flight_on = None
            self._batch.send_at = now

    def alarm(self) -> float | None:
        if self._batch is None:
            return None
        return self._batch.send_at if self._batch.in_flight_on is None else self._batch.answer_by

    def _retry_later(self, now: float) -> None:
        if self._batch is not None:
            self._batch.in_flight_on = None
            self._batch.send_at = now + self._backoff.next_seconds()
