"""What the spool's file holds, as far as it is known in memory: counts, and the front of each lane."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec

from bot_worker.pipeline.spool import statements
from bot_worker.pipeline.spool.places import TURN_BITS, Lanes, generation_of, key_at, turn_at
from bot_worker.pipeline.spool.queue import CacheRoom, LaneQueue
from bot_worker.pipeline.spool.records import ROW_BYTES, ClosedBatch, Row, size_of

CACHE_BYTES: Final = 16 * 1024 * 1024  # of events that are on disk and leave soon: they need not be read back
_CONTENT: Final = """
    SELECT place >> :turn_bits, guild_id, value, count(*), sum(length(body) + :row_bytes), max(place)
    FROM events GROUP BY 1, 2, 3
"""
_IN_BATCHES: Final = """
    SELECT value, sum(length(body) + :row_bytes)
    FROM batches JOIN events ON place BETWEEN first_place AND last_place GROUP BY value
"""
_NUMBERS: Final = {"turn_bits": TURN_BITS, "row_bytes": ROW_BYTES}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What an earlier process left: `content` has lane key, guild, value, events, bytes, last place.

    `in_batches` are the bytes in batches, by value.
    """

    content: list[tuple[int, int, int, int, int, int]]
    batches: list[ClosedBatch]
    in_batches: list[tuple[int, int]]
    gaps: bool


def look(db: sqlite3.Connection) -> Found:
    ((gaps,),) = db.execute("SELECT EXISTS (SELECT 1 FROM gaps)")
    return Found(
        content=db.execute(_CONTENT, _NUMBERS).fetchall(),
        batches=statements.closed(db),
        in_batches=db.execute(_IN_BATCHES, _NUMBERS).fetchall(),
        gaps=bool(gaps),
    )


class Holdings:
    """`by_value` is in bytes, of what is in no batch; `inherited` is the last turn of an earlier process.

    Of events up to the turn `doubted`, another worker may bring copies.
    """

    def __init__(self, lanes: Lanes, found: Found) -> None:
        lanes.settle((key, guild_id) for key, guild_id, *_ in found.content)
        self.lanes = lanes
        self.closed: dict[int, list[ClosedBatch]] = defaultdict(list)
        for batch in found.batches:
            self.closed[key_at(batch.first)].append(batch)
        self.events = sum(row[3] for row in found.content)
        self.bytes = sum(row[4] for row in found.content)
        self.inherited = max((turn_at(row[5]) for row in found.content), default=0)
        self.doubted = self.inherited
        self.by_value: Counter[int] = Counter()
        for row in found.content:
            self.by_value[row[2]] += row[4]
        self.by_value.subtract(dict(found.in_batches))
        self.queues = self._queues(found)

    @property
    def unbatched(self) -> int:
        return sum(queue.events for queue in self.queues.values())

    @property
    def held(self) -> list[tuple[int, int]]:
        """Return for each lane the place up to which its events must stay."""
        return [(key, queue.held) for key, queue in self.queues.items()]

    def inherited_lanes(self) -> list[list[int]]:
        """Return the lanes that must be emptied before the others go on, generation by generation, oldest first."""
        earlier = [key for key in sorted(self.queues) if key not in self.lanes.keys]
        generations = dict.fromkeys(generation_of(key) for key in earlier)
        return [[key for key in earlier if generation_of(key) == generation] for generation in generations]

    def add(self, rows: Sequence[Row]) -> None:
        by_value, total = self.by_value, 0
        by_lane: dict[int, list[Row]] = {}
        for row in rows:
            size = len(row[5]) + ROW_BYTES
            total += size
            by_value[row[2]] += size
            by_lane.setdefault(row[0] >> TURN_BITS, []).append(row)
        for key, added in by_lane.items():
            self.queues[key].extend(added)
        self.bytes += total
        self.events += len(rows)

    def close(self, batch: ClosedBatch, rows: Sequence[Row]) -> None:
        self.queues[key_at(batch.first)].close(batch)
        by_value = self.by_value
        for row in rows:
            by_value[row[2]] -= len(row[5]) + ROW_BYTES

    def forget(self, batch: ClosedBatch) -> None:
        self.events -= batch.events
        self.bytes -= batch.bytes

    def evict(self, rows: Sequence[Row]) -> None:
        places: dict[int, set[int]] = defaultdict(set)
        for row in rows:
            self.bytes -= size_of(row)
            self.by_value[row[2]] -= size_of(row)
            places[key_at(row[0])].add(row[0])
        self.events -= len(rows)
        for key, gone in places.items():
            self.queues[key].remove(gone)

    def _queues(self, found: Found) -> dict[int, LaneQueue]:
        room = CacheRoom(CACHE_BYTES)
        events: Counter[int] = Counter()
        for key, _, _, count, *_ in found.content:
            events[key] += count
        queues = {}
        for key in {*self.lanes.keys, *events}:
            batches = self.closed.get(key, [])
            in_batches = sum(batch.events for batch in batches)
            last = max((batch.last for batch in batches), default=None)
            queues[key] = LaneQueue(key, room, closed_up_to=last, events=events[key] - in_batches)
        return queues
