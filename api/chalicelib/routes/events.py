"""What happened in a guild, a page at a time."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildPermission
from shared.features.events.model import EventPage
from shared.kernel.ulids import LENGTH

routes = Routes("events")

Cursor = Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}$", description="A batch id: it sorts by time")]


class EventsQuery(msgspec.Struct, frozen=True, kw_only=True):
    before: Cursor | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


@routes.route("GET", "/api/guilds/{guild_id}/events", access=Access.GUILD, needs=GuildPermission.VIEW)
def list_events(call: Call, path: GuildPath, query: EventsQuery) -> EventPage:
    """List a guild's events, the newest first."""
    return call.services.history.page(path.guild_id, before=query.before, limit=query.limit)
