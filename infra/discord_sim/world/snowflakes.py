"""Discord's ids: 42 bits of milliseconds since 2015, then a counter."""

from datetime import UTC, datetime, timedelta

from infra.discord_sim.world.clock import Clock

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)  # discord.com/developers/docs/reference#snowflakes
_MILLISECOND = timedelta(milliseconds=1)
_COUNTERS = 1 << 22


def created_at(snowflake: int) -> datetime:
    """Return the moment that a snowflake carries."""
    return EPOCH + timedelta(milliseconds=snowflake >> 22)


def first_of(moment: datetime) -> int:
    """Return the smallest snowflake of that millisecond."""
    return ((moment - EPOCH) // _MILLISECOND) << 22


class SnowflakeGenerator:
    """Hand out ids that grow with the world's clock and never repeat."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._counters: dict[int, int] = {}

    def next(self) -> int:
        """Return an id of the present moment, greater than every one that `next` returned before."""
        self._last = max(first_of(self._clock.now()), self._last + 1)
        return self._last

    def at(self, moment: datetime) -> int:
        """Return a new id of a given moment, so that seeded things are as old as they claim."""
        base = first_of(moment)
        counter = self._counters.get(base, _COUNTERS // 2)
        self._counters[base] = counter + 1
        return base + counter
