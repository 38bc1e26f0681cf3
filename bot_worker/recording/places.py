"""What discord.py knows of the guilds that the filter and the settings are about."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import discord

from bot_worker.client import Bot
from bot_worker.recording.settings import GuildSettings


class Fleet(Protocol):
    @property
    def bots(self) -> Sequence[Bot]: ...


class Places:
    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def guild_ids(self) -> list[int]:
        return [guild.id for bot in self._fleet.bots for guild in bot.guilds]

    def parents(self, guild_id: int, channel_id: int) -> Iterator[int]:
        """Yield the channel of a thread, and the category of a channel."""
        guild = next((guild for bot in self._fleet.bots if (guild := bot.get_guild(guild_id))), None)
        if guild is None:
            return
        thread = guild.get_thread(channel_id)
        if thread is not None:
            channel_id = thread.parent_id
            yield channel_id
        channel = guild.get_channel(channel_id)
        if channel is not None and channel.category_id is not None:
            yield channel.category_id


def follow(bot: Bot, settings: GuildSettings) -> None:
    """Let a bot tell which guilds come and go."""

    async def on_guild_available(guild: discord.Guild) -> None:
        settings.got(guild.id)

    async def on_guild_join(guild: discord.Guild) -> None:
        settings.got(guild.id)

    async def on_guild_remove(guild: discord.Guild) -> None:
        settings.lost(guild.id)

    for listener in (on_guild_available, on_guild_join, on_guild_remove):
        bot.add_listener(listener)
