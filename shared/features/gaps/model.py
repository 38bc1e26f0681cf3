"""A stretch of time in which something was not seen."""

import msgspec


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What of a guild was not seen between two moments (milliseconds since 1970).

    `kinds` are the event types that are missing, any of them where it is empty; `events` how many, 0 where nobody can
    tell. `reason` may be one that this version does not know.
    """

    reason: str
    kinds: list[str]
    first_at: int
    last_at: int
    events: int


class GapPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first, by when they begin; `next_cursor` is the next page's `before`."""

    items: list[Gap]
    next_cursor: str | None
