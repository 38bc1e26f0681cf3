"""The part of the worker that answers interactions, and keeps Discord's list of our commands."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import aiohttp
import discord

from bot_worker.client import Bot
from bot_worker.moderation.desk import ModerationDesk
from bot_worker.pipeline.backoff import Backoff
from bot_worker.slash.answering import Answering, Heard
from bot_worker.slash.definitions import registered
from bot_worker.slash.door import Door
from bot_worker.slash.payloads import read_interaction
from bot_worker.slash.registering import register
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Lane
from shared.adapters.discord.resources.commands import Commands
from shared.adapters.redis_store import RedisLocks
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id

log = logging.getLogger(__name__)

MOST_AT_ONCE: Final = 500  # beyond, Discord tells people that nobody answers
USE_SECONDS: Final = 840.0  # afterwards nobody could be told any more
_BACKGROUND: Final = Errand(lane=Lane.BACKGROUND)


class SlashCommands:
    """`run` answers what the bots hear that it follows."""

    def __init__(self, desk: ModerationDesk, make_backoff: Callable[[], Backoff]) -> None:
        self._desk = desk
        self._make_backoff = make_backoff
        self._answering = Answering(desk)
        self._door: Door | None = None
        self._group: asyncio.TaskGroup | None = None
        self._running = 0
        self._application_id: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def follow(self, bot: Bot) -> None:
        """Have a bot's interactions answered; discord.py does not see them."""

        async def on_ready() -> None:
            if bot.application_id is not None and not self._application_id.done():
                self._application_id.set_result(bot.application_id)

        bot.add_listener(on_ready)
        bot.heed_alone("INTERACTION_CREATE", partial(self._hear, bot))

    async def run(self) -> None:
        """Answer until cancelled."""
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            self._door, self._group = Door(session, self._desk.config.discord_api_url), group
            try:
                await self._register(Snowflake(await asyncio.shield(self._application_id)))
                await asyncio.Event().wait()
            finally:
                self._door = self._group = None

    async def _register(self, application_id: Snowflake) -> None:
        """See to it that Discord has our commands; try for as long as it takes."""
        backoff, desk = self._make_backoff(), self._desk

        def carry_out() -> None:
            there = Commands(desk.discord.client, _BACKGROUND)
            register(application_id, registered(), there=there, locks=RedisLocks(desk.redis))

        while True:
            try:
                return await desk.background.run(carry_out)
            except AppError as error:
                log.warning("commands.not_registered", extra={"reason": error.code})
            await asyncio.sleep(backoff.next_seconds())

    def _hear(self, bot: Bot, payload: dict[str, Any]) -> None:
        interaction = read_interaction(payload)
        if self._group is None or self._door is None or self._running >= MOST_AT_ONCE:
            log.warning("interaction.dropped", extra={"guild_id": interaction.guild_id})
            return
        guild: discord.Guild | None = bot.get_guild(interaction.guild_id or 0)
        self._running += 1
        self._group.create_task(self._answered(Heard(interaction=interaction, guild=guild, door=self._door)))

    async def _answered(self, heard: Heard) -> None:
        request_id.set(f"interaction-{heard.interaction.id}")
        try:
            async with asyncio.timeout(USE_SECONDS):
                await self._answering.answer(heard)
        except Exception as error:  # noqa: BLE001 - an entry point; a traceback could quote what somebody wrote
            fields = {"guild_id": heard.interaction.guild_id, "reason": type(error).__name__}
            log.error("interaction.failed", extra=fields)  # noqa: TRY400 - as above
        finally:
            self._running -= 1
