"""Turns: a guild's writers come one after the other, so that they need not try again."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from shared.kernel.snowflakes import Snowflake


class Turns(Protocol):
    def hold(self, guild_id: Snowflake) -> AbstractContextManager[None]:
        """Let one writer of a guild after the other, as far as that can be had; nothing hangs on it."""


class FreeTurns:
    """Everybody at once: who comes too late tries again."""

    def hold(self, guild_id: Snowflake) -> AbstractContextManager[None]:
        del guild_id
        return nullcontext()
