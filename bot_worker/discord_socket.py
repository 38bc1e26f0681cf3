"""discord.py's gateway connection, pointed where we want it and made to survive what it receives."""

import asyncio
import logging
import random
from collections import defaultdict
from typing import Any, ClassVar

import aiohttp
import discord
import yarl
from discord.asset import Asset
from discord.gateway import ReconnectWebSocket, WebSocketClosure
from discord.http import Route

from bot_worker.capture.quick_socket import QuickWebSocket
from bot_worker.troubles import ShardTroubles

log = logging.getLogger(__name__)

_NETWORK_ERRORS = (OSError, TimeoutError, aiohttp.ClientError, discord.ConnectionClosed, WebSocketClosure)


class SessionSpoiledError(Exception):
    """The session brings what nobody can read, however often it is resumed: only a new one gets past it."""


class SturdyWebSocket(QuickWebSocket):
    """Pauses before a session that Discord took away is replaced, and outlives payloads that nobody can read."""

    troubles: ClassVar[defaultdict[int | None, ShardTroubles]] = defaultdict(lambda: ShardTroubles(random.random))
    last_frame_at = 0.0  # of the event loop's clock

    async def received_message(self, msg: Any, /) -> None:
        self.last_frame_at = self.loop.time()
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
        raise SessionSpoiledError


def point_discord_py(*, api_url: str, gateway_url: str, cdn_url: str) -> None:
    """Send discord.py to this Discord, for the whole process; call before a client is made."""
    Route.BASE = api_url
    Asset.BASE = cdn_url
    SturdyWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # there is no voice here
