"""Tells whether the worker is well: GET /health."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Literal

import msgspec
from aiohttp import web

from bot_worker.errors import PortTakenError
from shared.kernel import json

log = logging.getLogger(__name__)

PATH: Final = "/health"


class DiscordHealth(msgspec.Struct, frozen=True, kw_only=True):
    connected: bool
    latency_ms: int | None
    guilds: int


class GatewayHealth(msgspec.Struct, frozen=True, kw_only=True):
    connected: bool
    registered: bool


class SpoolHealth(msgspec.Struct, frozen=True, kw_only=True):
    """`lost` counts the events that this process had to turn into gaps."""

    events: int
    bytes: int
    lost: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`last_ack_at` is in milliseconds since 1970; None before the first batch."""

    status: Literal["ok", "degraded"]
    discord: DiscordHealth
    gateway: GatewayHealth
    spool: SpoolHealth
    last_ack_at: int | None


class HealthServer:
    """Answers 200 while the worker is connected on both sides, 503 otherwise, in both cases with the reasons."""

    def __init__(self, look: Callable[[], Health], *, host: str, port: int) -> None:
        self._look = look
        self._host = host
        self._port = port

    async def run(self) -> None:
        """Serve until cancelled; raise `PortTakenError`."""
        app = web.Application()
        app.router.add_get(PATH, self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await self._listen(runner)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            raise PortTakenError(f"Port {self._port} of {self._host} is in use: set HEALTH_PORT.") from error
        log.info("health.listening", extra={"port": runner.addresses[0][1]})

    async def _answer(self, _: web.Request) -> web.Response:
        health = self._look()
        status = 200 if health.status == "ok" else 503
        return web.Response(body=json.encode(health), status=status, content_type="application/json")
