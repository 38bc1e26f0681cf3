"""The guilds that a user administers, with what the bot knows of them."""

from shared.adapters.discord_payloads import UserGuild
from shared.config.sections import DiscordConfig
from shared.features.guilds.links import icon_url, invite_url
from shared.features.guilds.model import GuildRecord, GuildSummary
from shared.features.guilds.ports import GuildStore, UserGuilds
from shared.kernel.snowflakes import Snowflake


class GuildDirectory:
    def __init__(self, administered: UserGuilds, store: GuildStore, discord: DiscordConfig) -> None:
        self._administered = administered
        self._store = store
        self._discord = discord

    def list_for(self, user_id: Snowflake) -> list[GuildSummary]:
        """Return the guilds with the bot first, then by name."""
        guilds = self._administered.of_user(user_id)
        records = {record.id: record for record in self._store.load_many([guild.id for guild in guilds])}
        summaries = [summarize(guild, records.get(guild.id), self._discord) for guild in guilds]
        return sorted(summaries, key=lambda guild: (not guild.bot_present, guild.name.casefold(), guild.id))


def summarize(guild: UserGuild, record: GuildRecord | None, discord: DiscordConfig) -> GuildSummary:
    present = record is not None and record.is_active
    return GuildSummary(
        id=guild.id,
        name=guild.name,
        icon_url=icon_url(discord, guild.id, guild.icon),
        owner=guild.owner,
        permissions=guild.permissions,
        bot_present=present,
        member_count=record.member_count if record is not None and present else None,
        invite_url=invite_url(discord, guild.id),
    )
