"""What Discord says about starting sessions: GET /gateway/bot."""

import asyncio
from typing import Final

import aiohttp
import msgspec

from bot_worker import VERSION
from bot_worker.errors import DiscordRefusedError

_SECONDS: Final = 10.0


class StartLimit(msgspec.Struct, frozen=True, kw_only=True):
    """Identifies: so many a day, of which so many remain, for so many milliseconds; `max_concurrency` keys."""

    total: int
    remaining: int
    reset_after: int
    max_concurrency: int


class GatewayAdvice(msgspec.Struct, frozen=True, kw_only=True):
    """`shards` is how many Discord recommends. discord.com/developers/docs/events/gateway#get-gateway-bot"""

    shards: int
    session_start_limit: StartLimit


class DiscordAwayError(Exception):
    """Discord does not answer, or not as it should."""


async def ask_discord(api_url: str, token: str) -> GatewayAdvice:
    """Raise `DiscordRefusedError` for a wrong token, `DiscordAwayError` where there is no answer to go by."""
    headers = {"Authorization": f"Bot {token}", "User-Agent": f"DiscordBot (Guildhall, {VERSION})"}
    try:
        async with (
            asyncio.timeout(_SECONDS),
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{api_url}/gateway/bot") as answer,
        ):
            if answer.status == 401:
                raise DiscordRefusedError("Discord refused the bot's token: check DISCORD_BOT_TOKEN.")
            answer.raise_for_status()
            return msgspec.json.decode(await answer.read(), type=GatewayAdvice)
    except (OSError, TimeoutError, aiohttp.ClientError, msgspec.DecodeError) as error:
        raise DiscordAwayError from error
