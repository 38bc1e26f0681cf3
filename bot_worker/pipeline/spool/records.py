"""What goes into the spool, and what comes out of it."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

import msgspec

from bot_worker.pipeline.spool.values import value_of

ROW_BYTES: Final = 40  # what a row takes besides its body

# A row as SQLite takes and gives it, in the order of the table's columns: place, guild_id, value, captured_at,
# may_repeat, body. Tuples: there is one for every event, and a Struct costs as much as writing it.
Row = tuple[int, int, int, int, int, bytes]
_body: Final = itemgetter(5)


class SpoolEntry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An encoded event on its way into the spool.

    `timestamp`, in milliseconds since 1970, is the event's own; `size` is what it takes there.
    """

    event_id: str
    guild_id: int
    kind: str
    timestamp: int
    body: bytes
    size: int
    may_repeat: bool = False

    @property
    def value(self) -> int:
        return value_of(self.kind)


class ClosedBatch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch whose id and content are fixed: the events of a lane from one place to another."""

    batch_id: str
    first: int
    last: int
    may_repeat: bool
    events: int
    bytes: int


def size_of(row: Row) -> int:
    return len(row[5]) + ROW_BYTES


def size_of_all(rows: Sequence[Row]) -> int:
    return sum(map(len, map(_body, rows))) + ROW_BYTES * len(rows)
