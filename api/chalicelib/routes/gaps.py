"""What of a guild was not seen."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildPermission
from shared.features.gaps.model import GapPage

routes = Routes("gaps")

Milliseconds = Annotated[int, msgspec.Meta(ge=0, lt=10**15, description="Milliseconds since 1970")]
Before = Annotated[str, msgspec.Meta(pattern="^[0-9]{15}#[a-z_]{1,40}$", description="A page's `next_cursor`")]


class GapsQuery(msgspec.Struct, frozen=True, kw_only=True):
    since: Milliseconds = 0
    until: Milliseconds | None = None
    before: Before | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20


@routes.route("GET", "/api/guilds/{guild_id}/gaps", access=Access.GUILD, needs=GuildPermission.VIEW)
def list_gaps(call: Call, path: GuildPath, query: GapsQuery) -> GapPage:
    """List the stretches of time in which something of a guild was not seen, the newest first."""
    return call.services.gaps.page(
        path.guild_id, since=query.since, until=query.until, before=query.before, limit=query.limit
    )
