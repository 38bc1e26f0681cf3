"""Turns: a guild's writers come one after the other, so that they need not try again."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import timedelta
from typing import Final, Protocol

from shared.kernel.errors import StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

LONGEST_WAIT: Final = timedelta(seconds=3)


class Locks(Protocol):
    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]:
        """Hold a lock across processes; raise `StoreUnavailableError` when others hold it for longer than `wait`."""


class Turns(Protocol):
    def hold(self, guild_id: Snowflake) -> AbstractContextManager[None]:
        """Let one writer of a guild after the other, as far as that can be had; nothing hangs on it."""


class FreeTurns:
    """Everybody at once: who comes too late tries again."""

    def hold(self, guild_id: Snowflake) -> AbstractContextManager[None]:
        del guild_id
        return nullcontext()


class LockedTurns:
    """One after the other by a lock, for as long as it is worth waiting; without it, everybody at once."""

    def __init__(self, locks: Locks) -> None:
        self._locks = locks

    @contextmanager
    def hold(self, guild_id: Snowflake) -> Iterator[None]:
        lock = self._locks.hold(f"cases:{guild_id}", wait=LONGEST_WAIT)
        try:
            lock.__enter__()
        except StoreUnavailableError:
            yield
            return
        try:
            yield
        finally:
            with suppress(StoreUnavailableError):  # what was written is written; the lock ends by itself
                lock.__exit__(None, None, None)
