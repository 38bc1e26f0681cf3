"""Reads snapshots from Discord: three requests, at the same time."""

from collections.abc import Callable

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.channels import Channel, Channels
from shared.adapters.discord.resources.guilds import Guild, Guilds
from shared.adapters.discord.resources.members import Member, Members
from shared.adapters.threads import in_parallel
from shared.features.snapshots.model import GuildSnapshot
from shared.kernel.errors import DiscordForbiddenError, DiscordNotFoundError, NotFoundError
from shared.kernel.snowflakes import Snowflake


class DiscordSource:
    def __init__(self, client: DiscordClient, bot_id: Snowflake) -> None:
        self._guilds = Guilds(client)
        self._channels = Channels(client)
        self._members = Members(client)
        self._bot_id = bot_id

    def read(self, guild_id: Snowflake) -> GuildSnapshot:
        """Raise `NotFoundError` where the bot is not in the guild."""
        reads: list[Callable[[], Guild | list[Channel] | Member]] = [
            lambda: self._guilds.get(guild_id, with_counts=True),
            lambda: self._channels.of_guild(guild_id),
            lambda: self._members.get(guild_id, self._bot_id),
        ]
        try:
            guild, channels, bot = in_parallel(lambda read: read(), reads)
        except (DiscordNotFoundError, DiscordForbiddenError) as error:
            raise NotFoundError("The bot is not on this server.") from error
        return _put_together(guild, channels, bot)

    def guild_of_channel(self, channel_id: Snowflake) -> Snowflake:
        """Raise `NotFoundError` for what the bot cannot see, and for what is in no guild."""
        try:
            channel = self._channels.get(channel_id)
        except (DiscordNotFoundError, DiscordForbiddenError) as error:
            raise NotFoundError from error
        if channel.guild_id is None:
            raise NotFoundError
        return channel.guild_id


def _put_together(
    guild: Guild | list[Channel] | Member, channels: Guild | list[Channel] | Member, bot: Guild | list[Channel] | Member
) -> GuildSnapshot:
    """Tell the three answers apart again."""
    if not (isinstance(guild, Guild) and isinstance(channels, list) and isinstance(bot, Member)):
        raise TypeError("the answers are in the order of the questions")
    return GuildSnapshot(guild=guild, channels=tuple(channels), bot=bot)
