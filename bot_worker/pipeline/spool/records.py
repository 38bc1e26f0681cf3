"""What goes into the spool, and what comes out of it."""

from typing import Final

import msgspec

ROW_BYTES: Final = 96  # what a row takes besides its body: the keys, and the index on event_id


class SpoolEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An encoded event on its way into the spool."""

    event_id: str
    guild_id: int
    body: bytes
    may_repeat: bool = False

    @property
    def size(self) -> int:
        return len(self.body) + ROW_BYTES


class SpooledEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as the spool holds it; `seq` rises with the order of arrival."""

    seq: int
    body: bytes


class ClosedBatch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch whose id and content are fixed; `events` are encoded, oldest first."""

    batch_id: str
    events: list[bytes]
