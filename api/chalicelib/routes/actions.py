"""What people did in a guild by way of Guildhall."""

from typing import Annotated

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildPermission
from shared.features.actions.model import ActionKind
from shared.features.undo.model import ListedActions
from shared.features.undo.rules.kinds import listed
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import LENGTH

routes = Routes("actions")


class ActionsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`target_id` finds what was done to one channel, role, user…; it goes with no other filter."""

    before: Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}$")] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    actor_id: Snowflake | None = None
    kind: ActionKind | None = None
    target_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None


@routes.route("GET", "/api/guilds/{guild_id}/actions", access=Access.GUILD, needs=GuildPermission.VIEW)
def list_actions(call: Call, path: GuildPath, query: ActionsQuery) -> ListedActions:
    """List who did what in a guild, and what came of it, the newest first."""
    actions, guild_id, most = call.services.actions, path.guild_id, query.limit
    if query.target_id is not None:
        page = actions.page_of_target(guild_id, query.target_id, before=query.before, limit=most)
    else:
        page = actions.page(guild_id, before=query.before, limit=most, actor_id=query.actor_id, kind=query.kind)
    return ListedActions(items=[listed(action) for action in page.items], next_cursor=page.next_cursor)
