"""How far the members of a guild have been gathered. Pure: no clock, no connection."""

from asyncio import Event
from collections.abc import Collection
from typing import Final

# discord.com/developers/docs/events/gateway#rate-limiting: all members of a guild can be asked for once in so long
PAUSE_SECONDS: Final = 30.0
STALLED_SECONDS: Final = 30.0  # without a chunk: the rest will not come


class Filling:
    """One request's chunks, which come in any order.

    What was told meanwhile is as Discord said then: a chunk may have been put together before.
    """

    def __init__(self, nonce: str, now: float) -> None:
        self.asked_as = nonce
        self.completed = Event()
        self._heard_at = now
        self._may_ask_at = now + PAUSE_SECONDS
        self._missing: set[int] | None = None
        self._chunks = 0
        self._told: set[int] = set()
        self._dropped: list[int] = []

    @property
    def is_complete(self) -> bool:
        return self.completed.is_set()

    @property
    def dropped(self) -> Collection[int]:
        """The roles that went meanwhile."""
        return self._dropped

    @property
    def progress(self) -> float:
        """How much has come, from 0 to 1."""
        if self._missing is None:
            return 0.0
        return round((self._chunks - len(self._missing)) / self._chunks, 3)

    def may_ask_again(self, now: float) -> bool:
        """Whether nothing more is to be expected of this request, and another would not come too early."""
        return now >= self._may_ask_at and now >= self._heard_at + STALLED_SECONDS

    def note_refused(self, retry_after_seconds: float, now: float) -> None:
        """Discord does not answer this request, and takes another after so long."""
        self._heard_at = now - STALLED_SECONDS
        self._may_ask_at = now + retry_after_seconds

    def note_told(self, user_id: int) -> None:
        """Discord told of a member by itself."""
        self._told.add(user_id)

    def note_dropped(self, role_id: int) -> None:
        """A role went."""
        self._dropped.append(role_id)

    def is_news(self, user_id: int) -> bool:
        """Whether what a chunk says of a user is the latest."""
        return user_id not in self._told

    def note_chunk(self, index: int, count: int, now: float) -> bool:
        """Return whether that was the last one."""
        self._heard_at = now
        if self._missing is None:
            self._missing, self._chunks = set(range(count)), count
        self._missing.discard(index)
        if self._missing:
            return False
        self.completed.set()
        self._told.clear()
        return True
