"""Where an event is in the spool: one number that holds its lane and its turn.

The table is clustered by it, so that each lane's events lie together in their order, without an index: a batch is a
range, read and deleted as one. The upper bits are the lane's key, the lower ones count all events of the file.

A lane's key holds a generation, too. Where guilds are given other lanes than those in which the file has their events,
a new generation begins: the lanes of the older ones are emptied first, and so each guild's order holds.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

MAX_LANES: Final = 1024
TURN_BITS: Final = 40
_GENERATIONS: Final = 8192  # with the others 63 bits: the largest that SQLite keeps
_GUILDS_REMEMBERED: Final = 65_536


class Lanes:
    """`lane_of` gives a guild its lane, from 0 to `count` - 1; a spool uses it for as long as it is open."""

    def __init__(self, count: int, lane_of: Callable[[int], int]) -> None:
        self.count = min(count, MAX_LANES)
        self._lane_of = lane_of
        self._generation = 0
        self.key_of = lru_cache(_GUILDS_REMEMBERED)(self._key_of)

    @property
    def keys(self) -> range:
        first = self._generation * MAX_LANES
        return range(first, first + self.count)

    def settle(self, found: Iterable[tuple[int, int]]) -> None:
        """Choose the generation for a file that has these (lane key, guild) pairs."""
        pairs = list(found)
        self._generation = max((generation_of(key) for key, _ in pairs), default=0)
        self.key_of.cache_clear()
        if any(key != self.key_of(guild_id) for key, guild_id in pairs):
            self._generation = (self._generation + 1) % _GENERATIONS
            self.key_of.cache_clear()

    def _key_of(self, guild_id: int) -> int:
        return self._generation * MAX_LANES + self._lane_of(guild_id) % self.count


def one_lane() -> Lanes:
    return Lanes(1, lambda _: 0)


def generation_of(key: int) -> int:
    return key // MAX_LANES


def place(key: int, turn: int) -> int:
    return key << TURN_BITS | turn


def key_at(place: int) -> int:
    return place >> TURN_BITS


def turn_at(place: int) -> int:
    return place & ((1 << TURN_BITS) - 1)


def last_place(key: int) -> int:
    return (key + 1 << TURN_BITS) - 1
