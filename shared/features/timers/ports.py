"""What timers need from outside."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, Named
from shared.features.timers.model import Due, Standing, Timer
from shared.kernel.snowflakes import Snowflake


class TimerStore(Protocol):
    """A timer is written on the condition that it is still the one that was read: its id and its revision."""

    def find(self, guild_id: Snowflake, place: str) -> Timer | None:
        """Return the timer at a place, as it is now."""

    def write(self, timer: Timer, before: Timer | None) -> None:
        """Put a timer where `before` was, or none (None); raise `ConflictError` where that is not so any more."""

    def remove(self, timer: Timer) -> None:
        """Raise `ConflictError` where it is not there any more as it was read."""

    def of_guild(self, guild_id: Snowflake) -> list[Timer]: ...

    def of_user(self, guild_id: Snowflake, user_id: Snowflake) -> list[Timer]: ...

    def due(self, now: datetime, most: int) -> list[Due]:
        """Return the places of those that may be due, the longest waiting first; the very last may be missing."""

    def running(self) -> Iterator[Due]:
        """Yield the places of all that run in all guilds, but for those that nobody tries any more."""


class Cases(Protocol):
    """See `CaseService`."""

    def change(
        self,
        guild_id: Snowflake,
        number: int,
        change: CaseChange,
        by: Named | None,
        *,
        key: str | None = None,
    ) -> Case: ...


class Sanctions(Protocol):
    """Discord. All raise `DiscordApiError` where it refuses, `UnavailableError` or `DiscordBusyError` else."""

    def look(self, timer: Timer) -> Standing:
        """Tell how what a timer lifts is now."""

    def lift(self, timer: Timer) -> None:
        """Lift it, once: where no answer comes, nothing is asked again."""

    def joined_at(self, timer: Timer) -> datetime | None:
        """Return since when the user is a member; None where they are none."""

    def apply_again(self, timer: Timer) -> None:
        """Give a member the role that they lost by leaving."""

    def now(self) -> datetime:
        """Return Discord's own time, by its last answer; raise `DiscordUnavailableError` before the first."""

    def asked_time(self) -> datetime:
        """Return Discord's own time, asking for it where its last answer is old."""
