"""How to go on after trouble on a shard's gateway connection that discord.py itself would answer at once, for ever."""

from collections.abc import Callable
from typing import Final

from bot_worker.pipeline.backoff import Backoff

QUIET_SECONDS: Final = 600.0  # after this long without trouble, it counts from zero
MAX_RESUMES: Final = 3  # the same payload comes again with every resume


class ShardTroubles:
    """A thousand identifies a day are all that Discord allows: beyond them it resets the token."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._backoff = Backoff(first_seconds=5.0, longest_seconds=900.0, random=random)
        self._malformed = 0
        self._last_at: float | None = None

    def invalidated(self, now: float) -> float:
        """Return how many seconds to wait before a new session, where Discord took the old one (opcode 9)."""
        self._note(now)
        return self._backoff.next_seconds()

    def malformed(self, now: float) -> bool:
        """Say whether to resume after a payload that nobody can read; else only a new session gets past it."""
        self._note(now)
        self._malformed += 1
        return self._malformed <= MAX_RESUMES

    def _note(self, now: float) -> None:
        if self._last_at is not None and now - self._last_at > QUIET_SECONDS:
            self._backoff.reset()
            self._malformed = 0
        self._last_at = now
