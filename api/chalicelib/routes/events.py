"""What happened in a guild, a page at a time."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.events import Event
from shared.kernel.ulids import LENGTH

routes = Routes("events")

Cursor = Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}$", description="A batch id: it sorts by time")]


class EventsQuery(msgspec.Struct, frozen=True, kw_only=True):
    before: Cursor | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class StoredEvent(Event, frozen=True, kw_only=True):
    """An event with the cursor of the batch that it came in."""

    cursor: str


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first. `next_cursor` is the next page's `before`; `live_cursor` is where a subscription goes on."""

    items: list[StoredEvent]
    next_cursor: str | None
    live_cursor: str | None


@routes.route("GET", "/api/guilds/{guild_id}/events", access=Access.GUILD, errors=(StoreUnavailableError,))
def list_events(call: Call, path: GuildPath, query: EventsQuery) -> EventPage:
    """List a guild's events, the newest first."""
    raise NotImplementedError
