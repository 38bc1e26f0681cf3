"""A guild as Discord has it."""

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS
from shared.features.access.model import GuildPermission
from shared.features.snapshots.overview import DiscordGuild

routes = Routes("guilds")


@routes.route(
    "GET", "/api/discord/guilds/{guild_id}", access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS
)
def read_discord_guild(call: Call, path: GuildPath) -> DiscordGuild:
    """Read a guild as Discord has it, with what the user and the bot may do there."""
    return call.services.administration.overview(path.guild_id, call.user_id, call.services.config.discord)
