"""The batches that are on their way to the backend: a few at a time, each with its own deadline and its own pauses."""

from collections.abc import Callable
from typing import Final

import msgspec

from bot_worker.pipeline.backoff import Backoff
from bot_worker.pipeline.frames import marked

MAX_IN_FLIGHT: Final = 4
# Codes that say that the batch itself is wrong (shared.kernel.errors). Anything else may pass: then it is sent again.
PERMANENT_CODES: Final = frozenset({"invalid_input", "batch_changed", "payload_too_large"})
_MAX_DOUBLINGS: Final = 2  # of the time for an answer: 40 s, longer than API Gateway lets a function take (29 s)
REFUSALS_TO_GIVE_UP: Final = 3  # what is wrong with a batch today may be a newer worker's business: ask more than once


class Outgoing(msgspec.Struct, kw_only=True):
    """It waits for `send_at`, then is in flight on a connection, which owes the answer by `answer_by`.

    With each answer that does not come there is twice the time for the next: a backend that is slower than we thought
    would else do everything again and again, and no answer of it would ever be in time.
    """

    batch_id: str
    frame: str
    backoff: Backoff
    send_at: float
    in_flight_on: int | None = None
    answer_by: float = 0.0
    refusals: int = 0
    misses: int = 0

    def send_on(self, connection: int, now: float, ack_seconds: float) -> None:
        self.in_flight_on = connection
        self.answer_by = now + ack_seconds * 2.0 ** min(self.misses, _MAX_DOUBLINGS)

    def retry_later(self, now: float) -> None:
        self.in_flight_on = None
        self.send_at = now + self.backoff.next_seconds()


class Outbox:
    """What order there must be is the sender's business: whoever needs one batch after the other offers them so."""

    def __init__(self, backoff: Callable[[], Backoff], *, ack_seconds: float, max_in_flight: int) -> None:
        self._backoff = backoff
        self._ack_seconds = ack_seconds
        self._max_in_flight = max_in_flight
        self._batches: dict[str, Outgoing] = {}

    @property
    def has_room(self) -> bool:
        return len(self._batches) < self._max_in_flight

    def is_used(self, connection: int) -> bool:
        """Whether this connection owes an answer."""
        return any(batch.in_flight_on == connection for batch in self._batches.values())

    def put(self, batch_id: str, frame: str, now: float) -> None:
        """Raise `ValueError` where it is there already, or without room."""
        if batch_id in self._batches or not self.has_room:
            raise ValueError("this batch, or as many as may be, are not confirmed yet")
        self._batches[batch_id] = Outgoing(batch_id=batch_id, frame=frame, backoff=self._backoff(), send_at=now)

    def take_due(self, connection: int, now: float) -> list[str]:
        """Return the frames that are to be sent on this connection now."""
        due = [batch for batch in self._batches.values() if batch.in_flight_on is None and batch.send_at <= now]
        for batch in due:
            batch.send_on(connection, now, self._ack_seconds)
        return [batch.frame for batch in due]

    def doubt(self) -> None:
        """Let what is sent again say that it may repeat events."""
        for batch in self._batches.values():
            batch.frame = marked(batch.frame)

    def acked(self, batch_id: str) -> bool:
        """Take the batch out; say whether it was there: it is not at a second answer, to an earlier sending."""
        return self._batches.pop(batch_id, None) is not None

    def refused(self, code: str, batch_id: str | None, connection: int, now: float) -> str | None:
        """Send again later; after too many permanent refusals take the batch out and return its id."""
        batch = self._refused_batch(batch_id, connection)
        if batch is None or batch.in_flight_on is None:
            return None  # a late answer to an earlier sending: the batch is to be sent again anyway
        batch.refusals += code in PERMANENT_CODES
        if batch.refusals >= REFUSALS_TO_GIVE_UP:
            del self._batches[batch.batch_id]
            return batch.batch_id
        batch.retry_later(now)
        return None

    def miss(self, now: float) -> list[int]:
        """Send again later what got no answer in time; return for each the connection that owes it."""
        missed = [
            batch for batch in self._batches.values() if batch.in_flight_on is not None and now >= batch.answer_by
        ]
        connections = [batch.in_flight_on for batch in missed if batch.in_flight_on is not None]
        for batch in missed:
            batch.misses += 1
            batch.retry_later(now)
        return connections

    def lost(self, connection: int, now: float) -> None:
        """Send again on the next connection: whether the backend had the batch, its id will tell it."""
        for batch in self._batches.values():
            if batch.in_flight_on == connection:
                batch.in_flight_on = None
                batch.send_at = now

    def alarm(self, *, can_send: bool) -> float | None:
        """Return when the next answer is overdue or, where there is a connection for it, the next batch to be sent."""
        moments = (
            batch.answer_by if batch.in_flight_on is not None else batch.send_at
            for batch in self._batches.values()
            if can_send or batch.in_flight_on is not None
        )
        return min(moments, default=None)

    def _refused_batch(self, batch_id: str | None, connection: int) -> Outgoing | None:
        """Return what an error is about: the batch that it names; without a name, the only one that it can mean."""
        if batch_id is not None:
            return self._batches.get(batch_id)
        batches = [batch for batch in self._batches.values() if batch.in_flight_on == connection]
        return batches[0] if len(batches) == 1 else None
