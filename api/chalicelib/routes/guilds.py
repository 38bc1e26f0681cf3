"""The guilds in which a user may do something."""

from datetime import datetime

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from shared.features.access.model import GuildPermission
from shared.features.gateway.model import BotPresence
from shared.features.guilds.links import icon_url
from shared.features.guilds.model import GuildSummary
from shared.kernel.errors import DiscordUnavailableError, GrantRevokedError, NotFoundError
from shared.kernel.snowflakes import Snowflake

routes = Routes("guilds")


class GuildPage(msgspec.Struct, frozen=True, kw_only=True):
    """Those with the bot first, then by name."""

    items: list[GuildSummary]
    next_cursor: str | None


class Guild(msgspec.Struct, frozen=True, kw_only=True):
    """A guild as the bot last saw it; inactive once the bot has left."""

    id: Snowflake
    name: str
    icon_url: str | None
    owner_id: Snowflake
    member_count: int
    is_active: bool
    bot_added_at: datetime
    updated_at: datetime
    bot: BotPresence


@routes.route("GET", "/api/guilds", access=Access.LOGIN, errors=(DiscordUnavailableError, GrantRevokedError))
def list_guilds(call: Call) -> GuildPage:
    """List the guilds that let the user do anything here, with whether the bot is there and a link to invite it."""
    return GuildPage(items=call.services.guild_directory.list_for(call.user_id), next_cursor=None)


@routes.route("GET", "/api/guilds/{guild_id}", access=Access.GUILD, needs=GuildPermission.VIEW, errors=(NotFoundError,))
def read_guild(call: Call, path: GuildPath) -> Guild:
    """Read one guild that the bot is, or was, in."""
    record = call.services.guilds.load(path.guild_id)
    return Guild(
        id=record.id,
        name=record.name,
        icon_url=icon_url(call.services.config.discord, record.id, record.icon),
        owner_id=record.owner_id,
        member_count=record.member_count,
        is_active=record.is_active,
        bot_added_at=record.bot_added_at,
        updated_at=record.seen_at,
        bot=call.services.gateway.bot_of(record.id, record.bot_id),
    )
