"""Keeps the bot connected to Discord, for as long as Discord wants it."""

import asyncio
import logging
from typing import Final

import aiohttp
import discord

from bot_worker.client import Bot
from bot_worker.errors import DiscordRefusedError
from bot_worker.pipeline.backoff import Backoff

log = logging.getLogger(__name__)

# discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
_REFUSALS: Final = {
    4004: "Discord refused the bot's token: check DISCORD_BOT_TOKEN.",
    4010: "Discord refused the shard: the number of shards has changed.",
    4011: "Discord wants more shards for this bot.",
    4012: "Discord no longer speaks this version of its gateway: update the worker.",
    4013: "Discord does not know the intents that the bot asks for: update the worker.",
    4014: "Turn on the bot's privileged intents (server members, message content) in Discord's developer portal.",
}


async def stay_connected(bot: Bot, token: str, bot_id: int, backoff: Backoff) -> None:
    """Run the client until cancelled; raise `DiscordRefusedError` where Discord will not have it."""
    try:
        async with bot:
            await _login(bot, token, backoff)
            _check_identity(bot, bot_id)
            await _connect(bot, backoff)
    except discord.LoginFailure as error:
        raise DiscordRefusedError(_REFUSALS[4004]) from error
    except discord.PrivilegedIntentsRequired as error:
        raise DiscordRefusedError(_REFUSALS[4014]) from error
    except discord.ConnectionClosed as error:
        if error.code in _REFUSALS:
            raise DiscordRefusedError(_REFUSALS[error.code]) from error
        raise


async def _login(bot: Bot, token: str, backoff: Backoff) -> None:
    """Log in, however long Discord is away."""
    while True:
        try:
            await bot.login(token)
        except discord.LoginFailure:
            raise
        except (OSError, TimeoutError, aiohttp.ClientError, discord.HTTPException) as error:
            await bot.http.close()
            bot.http.connector = discord.utils.MISSING  # closed along with its session
            await _wait(backoff, error)
        else:
            backoff.reset()
            return


async def _connect(bot: Bot, backoff: Backoff) -> None:
    """Connect; once the shards run, discord.py reconnects by itself."""
    while not bot.is_closed():
        try:
            await bot.connect()
        except (discord.GatewayNotFound, OSError, TimeoutError, aiohttp.ClientError) as error:
            await _wait(backoff, error)


def _check_identity(bot: Bot, bot_id: int) -> None:
    if bot.user is None or bot.user.id != bot_id:
        raise DiscordRefusedError("BOT_ID is not the id of the bot that DISCORD_BOT_TOKEN belongs to.")


async def _wait(backoff: Backoff, error: Exception) -> None:
    seconds = backoff.next_seconds()
    log.warning("discord.cannot_connect", extra={"reason": type(error).__name__, "retry_in_seconds": round(seconds, 1)})
    await asyncio.sleep(seconds)
