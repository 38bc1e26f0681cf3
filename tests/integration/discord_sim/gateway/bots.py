"""discord.py's own client, started and stopped around a test, remembering what it heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord

from tests.fixtures.discord_sim import SimulatorProcess

SECONDS = 20.0


class Bot(discord.Client):
    """A client with every intent; `said` holds the contents of the messages that it heard, in order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"intents": discord.Intents.all(), "guild_ready_timeout": 0.3, **options})
        self.said: list[str] = []
        self._arrived = asyncio.Condition()

    async def on_message(self, message: discord.Message) -> None:
        async with self._arrived:
            self.said.append(message.content)
            self._arrived.notify_all()

    async def heard(self, content: str) -> None:
        """Wait until a message of this content has arrived."""
        async with asyncio.timeout(SECONDS), self._arrived:
            await self._arrived.wait_for(lambda: content in self.said)

    async def hears(self, event: str) -> Any:
        """Wait for an event; return what came with it."""
        return await self.wait_for(event, timeout=SECONDS)


class ShardedBot(Bot, discord.AutoShardedClient):
    """The same over several shards."""


@asynccontextmanager
async def running(sim: SimulatorProcess, bot: Bot) -> AsyncIterator[Bot]:
    """Log a bot in and wait until it is ready; close it afterwards. What ends it early is raised."""
    started = asyncio.create_task(bot.start(sim.bot_token))
    ready = asyncio.create_task(bot.hears("ready"))
    try:
        await asyncio.sleep(0)
        await asyncio.wait({started, ready}, return_when=asyncio.FIRST_COMPLETED)
        if started.done():
            await started
        await ready
        yield bot
    finally:
        ready.cancel()
        await bot.close()
        await asyncio.gather(started, ready, return_exceptions=True)


def guild_of(sim: SimulatorProcess, bot: discord.Client, number: int = 0) -> discord.Guild:
    """Return the `number`th guild that the bot is in, as the bot knows it."""
    guild = bot.get_guild(int(sim.guild(number=number)["id"]))
    assert guild is not None
    return guild


def ordinary(guild: discord.Guild) -> discord.Member:
    """Return some member without roles that matter: not the bot, not the staff."""
    staff = {role.id for role in guild.roles if role.permissions.kick_members}
    return next(
        member
        for member in reversed(guild.members)
        if not member.bot and member != guild.owner and not {role.id for role in member.roles} & staff
    )
