"""Discord's record of who changed what in a guild."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS
from shared.features.access.model import GuildPermission
from shared.features.audit_log.model import LogPage
from shared.kernel.snowflakes import Snowflake

routes = Routes("audit-log")

_LOG: Final = "/api/discord/guilds/{guild_id}/audit-log"


class LogQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`user_id` acted, `target_id` is what was acted on; `cursor` is the `next_cursor` of the page before."""

    user_id: Snowflake | None = None
    target_id: Snowflake | None = None
    action_type: Annotated[int, msgspec.Meta(ge=1, le=1_000)] | None = None
    cursor: Snowflake | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


@routes.route("GET", _LOG, access=Access.GUILD, needs=GuildPermission.MODERATE, errors=READ_ERRORS)
def list_audit_log(call: Call, path: GuildPath, query: LogQuery) -> LogPage:
    """List the entries of Discord's audit log, the newest first."""
    return call.services.moderation.audit_log.page(
        path.guild_id,
        call.user_id,
        user_id=query.user_id,
        target_id=query.target_id,
        action_type=query.action_type,
        before=query.cursor,
        limit=query.limit,
    )
