"""Forgets members whose changes the bot may not have heard of. What it hears, `capture` tells and remembers."""

import discord
from discord.ext import commands

from bot_worker.client import Bot


class Access(commands.Cog):
    """A member is known only as long as every change of theirs is told."""

    def __init__(self, bot: Bot) -> None:
        self._known = bot.known_members

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._known.forget([guild.id])

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        self._known.forget_all()

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        """Forget again what was asked meanwhile: a new session does not tell what happened before it."""
        self._known.forget_all()


async def setup(bot: Bot) -> None:
    await bot.add_cog(Access(bot))
