"""How lively a guild is, hour by hour."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildPermission
from shared.features.activity.model import ActivityView

routes = Routes("activity")


class ActivityQuery(msgspec.Struct, frozen=True, kw_only=True):
    hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 24


@routes.route("GET", "/api/guilds/{guild_id}/activity", access=Access.GUILD, needs=GuildPermission.VIEW)
def read_activity(call: Call, path: GuildPath, query: ActivityQuery) -> ActivityView:
    """Count a guild's messages, joins, leaves, moderation actions and active members, by the hour."""
    return call.services.activity.of(path.guild_id, query.hours)
