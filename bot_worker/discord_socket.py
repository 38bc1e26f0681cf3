"""discord.py's gateway connection, pointed where we want it and made to survive what it receives."""

import asyncio
import logging
import random
from collections import defaultdict
from typing import Any, ClassVar, Final, Self

import aiohttp
import discord
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure
from discord.http import Route

from bot_worker.troubles import ShardTroubles

log = logging.getLogger(__name__)

IDENTIFY_SECONDS: Final = 5.0  # discord.com/developers/docs/events/gateway#sharding-max-concurrency
_NETWORK_ERRORS = (OSError, TimeoutError, aiohttp.ClientError, discord.ConnectionClosed, WebSocketClosure)


class SturdyWebSocket(DiscordWebSocket):
    """Waits before it identifies anew, and outlives payloads that nobody can read."""

    may_identify_at: ClassVar = 0.0
    troubles: ClassVar[defaultdict[int | None, ShardTroubles]] = defaultdict(lambda: ShardTroubles(random.random))

    @classmethod
    async def from_client(cls, client: discord.Client, **options: Any) -> Self:
        """Keep identifies apart, whichever shards they are of: discord.py opens one connection after the other."""
        if options.get("resume"):
            return await super().from_client(client, **options)
        await asyncio.sleep(max(0.0, SturdyWebSocket.may_identify_at - client.loop.time()))
        try:
            return await super().from_client(client, **options)
        finally:
            SturdyWebSocket.may_identify_at = client.loop.time() + IDENTIFY_SECONDS

    async def received_message(self, msg: Any, /) -> None:
        had_session = self.session_id is not None  # a READY that nobody can read must not be resumed after
        try:
            await super().received_message(msg)
        except _NETWORK_ERRORS:
            raise
        except ReconnectWebSocket as wish:
            if not wish.resume:
                pause = self.troubles[self.shard_id].invalidated(self.loop.time())
                log.warning("discord.session_invalidated", extra={"shard_id": self.shard_id, "seconds": round(pause)})
                await asyncio.sleep(pause)
            raise
        except Exception as error:  # noqa: BLE001 - a stranger's payload can raise anything inside discord.py
            await self._start_over(error, may_resume=had_session)

    async def send_heartbeat(self, data: Any) -> None:
        """Note the moment before sending. discord.py notes it afterwards: a faster answer would look 41 s late."""
        if self._keep_alive is not None:
            self._keep_alive.beat()
        await super().send_heartbeat(data)

    async def _start_over(self, error: Exception, *, may_resume: bool) -> None:
        log.error("discord.payload_unreadable", extra={"shard_id": self.shard_id, "reason": type(error).__name__})
        await self.close(code=4000)
        if may_resume and self.troubles[self.shard_id].malformed(self.loop.time()):
            raise ReconnectWebSocket(self.shard_id, resume=True)
        raise ConnectionError("the gateway sent what nobody can read")


def point_discord_py(*, api_url: str, gateway_url: str, cdn_url: str) -> None:
    """Send discord.py to this Discord, for the whole process; call before a client is made."""
    Route.BASE = api_url
    Asset.BASE = cdn_url
    SturdyWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    discord.shard.DiscordWebSocket = SturdyWebSocket  # type: ignore[misc] # discord.py takes no class of ours
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # there is no voice here
