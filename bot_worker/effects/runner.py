"""Runs a guild's effects one after the other, and reports each."""

import asyncio
import logging
from hashlib import blake2b
from typing import Final, Protocol

import aiohttp
import discord

from bot_worker.client import Bot
from bot_worker.effects.reasons import fitting
from bot_worker.effects.refusals import refusal
from bot_worker.effects.requests import request
from shared.kernel.commands import RunEffects
from shared.kernel.errors import BotUnavailableError, NotFoundError
from shared.kernel.guild_effects import DeleteMessage, EffectResult, EffectResults, GuildAction, SendMessage
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

EFFECT_SECONDS: Final = 30.0  # discord.py waits for rate limits and tries again; after this nobody can tell
OK: Final = "ok"
NOT_TRIED: Final = EffectResult(code="not_tried")


class Fleet(Protocol):
    def bot_of(self, guild_id: int) -> Bot:
        """Raise `NotFoundError` where the guild's shard is none of ours."""


class EffectRunner:
    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def check(self, guild_id: Snowflake) -> None:
        """Raise `BotUnavailableError` where the guild is not here now, `NotFoundError` where the bot is not in it."""
        self._guild(guild_id)

    async def run(self, command_id: str, effects: RunEffects) -> EffectResults:
        """Carry them out in their order; what goes wrong is in the results. Raise as `check` does."""
        bot, guild = self._guild(effects.guild_id)
        reason = fitting(effects.reason)
        results: list[EffectResult] = []
        for number, effect in enumerate(effects.effects):
            if effects.stop_at_failure and results and results[-1].code != OK:
                break
            results.append(await _run_one(bot, guild, effect, reason, _nonce(command_id, number)))
        left = len(effects.effects) - len(results)
        codes = [result.code for result in results]
        log.info("effects.done", extra={"guild_id": guild.id, "ok": codes.count(OK), "tried": len(codes), "left": left})
        return EffectResults(results=[*results, *[NOT_TRIED] * left])

    def _guild(self, guild_id: Snowflake) -> tuple[Bot, discord.Guild]:
        try:
            bot = self._fleet.bot_of(guild_id)
        except NotFoundError:
            raise BotUnavailableError from None
        guild = bot.get_guild(guild_id)
        if guild is None:
            raise NotFoundError
        if guild.unavailable:
            raise BotUnavailableError
        return bot, guild


async def _run_one(bot: Bot, guild: discord.Guild, effect: GuildAction, reason: str | None, nonce: str) -> EffectResult:
    if isinstance(effect, SendMessage | DeleteMessage) and guild.get_channel_or_thread(effect.channel_id) is None:
        return EffectResult(code="unknown_channel")  # or another guild's, which whoever decided has no say in
    try:
        async with asyncio.timeout(EFFECT_SECONDS):
            await request(bot.http, guild.id, effect, reason, nonce)
    except discord.HTTPException as error:
        return refusal(error, effect, guild)
    except discord.RateLimited:
        return EffectResult(code="rate_limited")
    except (OSError, TimeoutError, aiohttp.ClientError, RuntimeError):  # the last one from a session that was closed
        return EffectResult(code="uncertain")  # Discord may have done it
    return EffectResult(code=OK)


def _nonce(command_id: str, number: int) -> str:
    return blake2b(f"{command_id}:{number}".encode(), digest_size=12).hexdigest()
