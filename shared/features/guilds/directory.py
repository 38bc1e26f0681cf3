"""The guilds in which a user may do something, with what the bot knows of them."""

from collections.abc import Sequence

from shared.adapters.discord_payloads import UserGuild
from shared.config.sections import DiscordConfig
from shared.features.guilds.administered import is_administered
from shared.features.guilds.links import icon_url, invite_url
from shared.features.guilds.model import GuildRecord, GuildSummary
from shared.features.guilds.ports import GrantedGuilds, GuildStore, UserGuilds
from shared.kernel.snowflakes import Snowflake


class GuildDirectory:
    def __init__(
        self, user_guilds: UserGuilds, granted: GrantedGuilds, store: GuildStore, discord: DiscordConfig
    ) -> None:
        self._user_guilds = user_guilds
        self._granted = granted
        self._store = store
        self._discord = discord

    def list_for(self, user_id: Snowflake) -> list[GuildSummary]:
        """Return the guilds that the user administers or is granted a view of: with the bot first, then by name."""
        everywhere = self._user_guilds.everywhere(user_id)
        records = {record.id: record for record in self._store.load_many([guild.id for guild in everywhere])}
        visible = self._granted.of(user_id, _where_only_a_grant_can_help(everywhere, records))
        summaries = [
            summarize(guild, records.get(guild.id), self._discord)
            for guild in everywhere
            if is_administered(guild) or guild.id in visible
        ]
        return sorted(summaries, key=lambda guild: (not guild.bot_present, guild.name.casefold(), guild.id))


def _where_only_a_grant_can_help(
    everywhere: Sequence[UserGuild], records: dict[Snowflake, GuildRecord]
) -> list[Snowflake]:
    """Return the guilds with the bot in them that the user does not administer."""
    with_bot = {guild_id for guild_id, record in records.items() if record.is_active}
    return [guild.id for guild in everywhere if guild.id in with_bot and not is_administered(guild)]


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
