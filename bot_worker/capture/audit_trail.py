"""Joins what happened to a user with the audit log's entry about it: either may come first."""

from enum import IntEnum
from typing import Final, Generic, TypeVar

import msgspec

T = TypeVar("T")

WAIT_SECONDS: Final = 1.0  # how long what happened waits for its entry
KEPT_MS: Final = 10_000  # how long an entry waits for what happened


class Deed(IntEnum):
    """discord.com/developers/docs/resources/audit-log#audit-log-events"""

    KICK = 20
    PRUNE = 21
    BAN = 22
    UNBAN = 23


class Target(msgspec.Struct, frozen=True):
    """What was done to whom, where."""

    deed: Deed
    guild_id: int
    user_id: int


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it, and the reason they gave."""

    user_id: int | None
    reason: str | None


class AuditTrail(Generic[T]):
    """Pure: every moment is passed in, in milliseconds. An entry explains one happening, the first that fits.

    What waits is numbered, so that a timer can end the waits that began before it was set: clocks may be put back.
    """

    def __init__(self) -> None:
        self.latest = 0
        self._waiting: dict[Target, tuple[int, T]] = {}
        self._entries: dict[Target, tuple[int, Credit]] = {}

    def credit_for(self, target: Target, now: int) -> Credit | None:
        """Take the entry about what has just happened, if it came before."""
        at, credit = self._entries.pop(target, (0, None))
        return credit if now - at < KEPT_MS else None

    def wait(self, target: Target, happening: T) -> T | None:
        """Let a happening wait for its entry; return another one that waited for the like, and will get none."""
        _, replaced = self._waiting.pop(target, (0, None))
        self.latest += 1
        self._waiting[target] = (self.latest, happening)
        return replaced

    def note(self, target: Target, credit: Credit, now: int) -> T | None:
        """Note an entry; return what waited for it."""
        _, happening = self._waiting.pop(target, (0, None))
        if happening is None:
            self._entries = {one: entry for one, entry in self._entries.items() if now - entry[0] < KEPT_MS}
            self._entries[target] = (now, credit)
        return happening

    def release(self, guild_id: int, user_id: int) -> list[T]:
        """Return what waits about this user, oldest first: it waits no longer."""
        targets = [one for one in self._waiting if (one.guild_id, one.user_id) == (guild_id, user_id)]
        return [self._waiting.pop(one)[1] for one in targets]

    def due(self, upto: int) -> list[T]:
        """Return what waits under numbers up to this one, oldest first: it waits no longer."""
        targets = [one for one, (number, _) in self._waiting.items() if number <= upto]
        return [self._waiting.pop(one)[1] for one in targets]
