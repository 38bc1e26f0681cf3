"""Links into Discord that belong to a guild."""

from typing import Final
from urllib.parse import urlencode

from shared.config.sections import DiscordConfig
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

BOT_PERMISSIONS: Final = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_WEBHOOKS
    | Permission.CREATE_INSTANT_INVITE
    | Permission.MANAGE_GUILD
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MODERATE_MEMBERS
    | Permission.VIEW_AUDIT_LOG
)


def invite_url(discord: DiscordConfig, guild_id: Snowflake) -> str:
    """Return where a browser adds the bot to this guild (docs/topics/oauth2#bot-authorization-flow)."""
    query = {
        "client_id": str(discord.client_id),
        "scope": "bot applications.commands",
        "permissions": str(int(BOT_PERMISSIONS)),
        "guild_id": str(guild_id),
        "disable_guild_select": "true",
    }
    return f"{discord.oauth_url}?{urlencode(query)}"


def icon_url(discord: DiscordConfig, guild_id: Snowflake, icon: str | None) -> str | None:
    """Return the address of a guild's image (docs/reference#image-formatting)."""
    return None if icon is None else f"{discord.cdn_url}/icons/{guild_id}/{icon}.png?size=128"
