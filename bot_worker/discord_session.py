"""Keeps a shard's bot connected to Discord, for as long as Discord wants it."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot_worker.client import Bot
from bot_worker.discord_socket import SessionSpoiledError, SturdyWebSocket
from bot_worker.errors import DiscordRefusedError
from bot_worker.pipeline.backoff import Backoff

log = logging.getLogger(__name__)

OPEN_SECONDS: Final = 8.0  # until the session is asked for
STEADY_SECONDS: Final = 10.0  # a connection that lasted so long is followed by the next at once
MAX_RESUMES: Final = 10  # attempts at a session whose address does not answer
# discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
_REFUSALS: Final = {
    4004: "Discord refused the bot's token: check DISCORD_BOT_TOKEN.",
    4010: "Discord refused the shard: the number of shards has changed.",
    4011: "Discord wants more shards for this bot.",
    4012: "Discord no longer speaks this version of its gateway: update the worker.",
    4013: "Discord does not know the intents that the bot asks for: update the worker.",
    4014: "Turn on the bot's privileged intents (server members, message content) in Discord's developer portal.",
}
_AWAY: Final = (
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.RateLimited,
    discord.ConnectionClosed,
)


class IdentifyTurns(Protocol):
    """Keeps identifies apart: Discord counts them, and resets the token of a bot that sends too many."""

    def turn(self, shard_id: int) -> AbstractAsyncContextManager[None]:
        """Enter when this shard may identify, however long that takes; leave when it has, or has given up."""
        ...


async def stay_connected(bot: Bot, token: str, bot_id: int, turns: IdentifyTurns, backoff: Backoff) -> None:
    """Run the bot until cancelled; raise `DiscordRefusedError` where Discord will not have it."""
    try:
        async with bot:
            await _login(bot, token, backoff)
            _check_identity(bot, bot_id)
            await _follow(bot, turns, backoff)
    except discord.LoginFailure as error:
        raise DiscordRefusedError(_REFUSALS[4004]) from error
    except discord.ConnectionClosed as error:
        raise DiscordRefusedError(_REFUSALS[error.code]) from error


async def _login(bot: Bot, token: str, backoff: Backoff) -> None:
    """Log in, however long Discord is away."""
    while True:
        try:
            await bot.login(token)
        except discord.LoginFailure:
            raise
        except _AWAY as error:
            await bot.http.close()
            bot.http.connector = discord.utils.MISSING  # closed along with its session
            await _wait(backoff, error)
        else:
            backoff.reset()
            return


async def _follow(bot: Bot, turns: IdentifyTurns, backoff: Backoff) -> None:
    """Connect, listen, and connect again. Raise `ConnectionClosed` for good where Discord refuses us.

    `discord.Client.connect` does the same, but gives identifying 60 s in all, and its first connection only one try.
    """
    session: DiscordWebSocket | None = None
    attempts = 0
    while True:
        try:
            bot.ws = await _open(bot, turns, session)
        except ReconnectWebSocket as error:
            await _wait(backoff, error)
        except _AWAY as error:
            _raise_refusal(error)
            await _wait(backoff, error)
        else:
            opened_at, attempts = bot.loop.time(), 0
            session = await _listen(bot)
            if bot.loop.time() - opened_at < STEADY_SECONDS:
                await asyncio.sleep(backoff.next_seconds())
            else:
                backoff.reset()
        attempts += 1
        if attempts > MAX_RESUMES:
            session = None


async def _open(bot: Bot, turns: IdentifyTurns, session: DiscordWebSocket | None) -> SturdyWebSocket:
    connection = await _opened(bot, turns, session)
    connection.take = bot.take_quickly
    return connection


async def _opened(bot: Bot, turns: IdentifyTurns, session: DiscordWebSocket | None) -> SturdyWebSocket:
    """Resume the session, or begin a new one."""
    if session is not None:
        async with asyncio.timeout(OPEN_SECONDS):
            return await SturdyWebSocket.from_client(
                bot,
                shard_id=bot.shard_id,
                resume=True,
                gateway=session.gateway,
                session=session.session_id,
                sequence=session.sequence,
            )
    async with turns.turn(bot.shard_id), asyncio.timeout(OPEN_SECONDS):
        return await SturdyWebSocket.from_client(bot, shard_id=bot.shard_id)


async def _listen(bot: Bot) -> DiscordWebSocket | None:
    """Hand on what Discord sends until the connection ends; return the session if it can be resumed."""
    resumable = True
    try:
        while True:
            await bot.ws.poll_event()
    except ReconnectWebSocket as wish:
        resumable = wish.resume
    except SessionSpoiledError:
        resumable = False
    except _AWAY as error:
        _raise_refusal(error)
        log.warning("discord.connection_lost", extra={"shard_id": bot.shard_id, "reason": type(error).__name__})
    finally:
        bot.dispatch("disconnect")
    return bot.ws if resumable and bot.ws.session_id is not None else None


def _raise_refusal(error: BaseException) -> None:
    if isinstance(error, discord.ConnectionClosed) and error.code in _REFUSALS:
        raise error


def _check_identity(bot: Bot, bot_id: int) -> None:
    if bot.user is None or bot.user.id != bot_id:
        raise DiscordRefusedError("BOT_ID is not the id of the bot that DISCORD_BOT_TOKEN belongs to.")


async def _wait(backoff: Backoff, error: Exception) -> None:
    seconds = backoff.next_seconds()
    log.warning("discord.cannot_connect", extra={"reason": type(error).__name__, "retry_in_seconds": round(seconds, 1)})
    await asyncio.sleep(seconds)
