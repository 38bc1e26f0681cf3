"""Who is banned from a guild."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, ReasonQuery, act_key, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.bans.model import BanPage, BanView, NewBan
from shared.kernel.snowflakes import Snowflake

routes = Routes("bans")

_BANS: Final = "/api/discord/guilds/{guild_id}/bans"
_BAN: Final = f"{_BANS}/{{user_id}}"


class BansQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`text`: a part of a name or of the reason, or a whole id; `cursor` is the `next_cursor` of the page before."""

    text: Annotated[str, msgspec.Meta(max_length=100)] = ""
    cursor: Snowflake | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class BanPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    user_id: Snowflake


@routes.route("GET", _BANS, access=Access.GUILD, needs=GuildPermission.MODERATE, errors=READ_ERRORS)
def list_bans(call: Call, path: GuildPath, query: BansQuery) -> BanPage:
    """List bans by rising user id, all or those that a text is found in."""
    return call.services.moderation.bans.page(
        path.guild_id, call.user_id, text=query.text, after=query.cursor or Snowflake(0), limit=query.limit
    )


@routes.route("GET", _BAN, access=Access.GUILD, needs=GuildPermission.MODERATE, errors=READ_ERRORS)
def read_ban(call: Call, path: BanPath) -> BanView:
    """Read one user's ban."""
    return call.services.moderation.bans.read(path.guild_id, call.user_id, path.user_id)


@routes.route("PUT", _BAN, access=Access.GUILD, needs=GuildPermission.MODERATE, once=True, errors=WRITE_ERRORS)
def ban_user(call: Call, path: BanPath, body: NewBan) -> BanView:
    """Ban a user, who need not be a member; it leaves a case."""
    return call.services.resource_acts.ban(author_of(call, body.reason), path.user_id, body, act_key(call))


@routes.route(
    "DELETE", _BAN, access=Access.GUILD, needs=GuildPermission.MODERATE, status=204, once=True, errors=WRITE_ERRORS
)
def unban_user(call: Call, path: BanPath, query: ReasonQuery) -> None:
    """Lift a ban; it leaves a case."""
    author = author_of(call, query.reason)
    call.services.resource_acts.unban(author, path.user_id, unchanged_for(call), act_key(call))
