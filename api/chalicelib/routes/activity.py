"""How lively a guild is, hour by hour."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildPermission
from shared.features.activity.model import ActivityView, ModeratorsView
from shared.features.cases.query import CaseQuery
from shared.kernel.snowflakes import Snowflake

routes = Routes("activity")


class ActivityQuery(msgspec.Struct, frozen=True, kw_only=True):
    hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 24


@routes.route("GET", "/api/guilds/{guild_id}/activity", access=Access.GUILD, needs=GuildPermission.VIEW)
def read_activity(call: Call, path: GuildPath, query: ActivityQuery) -> ActivityView:
    """Count a guild's messages, joins, leaves, moderation actions and active members, by the hour."""
    return call.services.activity.of(path.guild_id, query.hours)


class ModeratorsQuery(ActivityQuery, frozen=True, kw_only=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 10


@routes.route("GET", "/api/guilds/{guild_id}/activity/moderators", access=Access.GUILD, needs=GuildPermission.MODERATE)
def read_moderators(call: Call, path: GuildPath, query: ModeratorsQuery) -> ModeratorsView:
    """Count what moderators did, the busiest first; what a bot did counts for the person behind it."""
    return call.services.activity.moderators(
        path.guild_id, query.hours, query.limit, lambda: _names(call, path.guild_id)
    )


def _names(call: Call, guild_id: Snowflake) -> dict[Snowflake, str]:
    facets = call.services.casework.cases.search(guild_id, CaseQuery(), None, 1).facets
    return {} if facets is None else {each.moderator.user_id: each.moderator.name for each in facets.moderators}
