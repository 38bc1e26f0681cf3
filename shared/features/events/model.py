"""Events at rest: each with its cursor, in pages."""

import msgspec

from shared.kernel.events import Event


class StoredEvent(Event, frozen=True, kw_only=True):
    """An event with its place in the guild's history; a cursor sorts by time and looks like a ULID."""

    cursor: str


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first. `next_cursor` is the next page's `before`; `live_cursor` is where a subscription goes on.

    A page may hold fewer events than asked for, even none, and still have a next one: a guild was quiet for long.
    """

    items: list[StoredEvent]
    next_cursor: str | None
    live_cursor: str | None
