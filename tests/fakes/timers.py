"""Timers in memory, held to the same contract as the table."""

from collections.abc import Callable, Iterator
from datetime import datetime

from shared.features.timers.model import Due, Timer
from shared.features.timers.rules import place
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake


def quiet(_: str) -> None:
    """Nothing happens meanwhile."""


class FakeTimers:
    """`meanwhile` is told where each change is, and may raise, or let something else happen."""

    def __init__(self) -> None:
        self.stored: dict[tuple[Snowflake, str], Timer] = {}
        self.meanwhile: Callable[[str], None] = quiet

    def find(self, guild_id: Snowflake, place: str) -> Timer | None:
        return self.stored.get((guild_id, place))

    def write(self, timer: Timer, before: Timer | None) -> None:
        self.meanwhile("before write")
        key = timer.guild_id, place(timer)
        if _mark(self.stored.get(key)) != _mark(before):
            raise ConflictError
        self.stored[key] = timer
        self.meanwhile("after write")

    def remove(self, timer: Timer) -> None:
        self.meanwhile("before remove")
        key = timer.guild_id, place(timer)
        if _mark(self.stored.get(key)) != _mark(timer):
            raise ConflictError
        del self.stored[key]
        self.meanwhile("after remove")

    def of_guild(self, guild_id: Snowflake) -> list[Timer]:
        return [timer for (owner_id, _), timer in sorted(self.stored.items()) if owner_id == guild_id]

    def of_user(self, guild_id: Snowflake, user_id: Snowflake) -> list[Timer]:
        return [timer for timer in self.of_guild(guild_id) if timer.user_id == user_id]

    def due(self, now: datetime, most: int) -> list[Due]:
        return [each for each in self.running() if each.next_try_at <= now][:most]

    def running(self) -> Iterator[Due]:
        found = [
            Due(guild_id=timer.guild_id, place=place(timer), next_try_at=timer.next_try_at)
            for timer in self.stored.values()
            if timer.next_try_at is not None
        ]
        yield from sorted(found, key=lambda each: each.next_try_at)


def _mark(timer: Timer | None) -> tuple[str, int] | None:
    return None if timer is None else (timer.id, timer.revision)
