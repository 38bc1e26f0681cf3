"""Answers whoever asks how the worker is: load balancers, orchestrators, Prometheus."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
from aiohttp import web

from bot_worker.errors import PortTakenError
from bot_worker.health.model import Health, Liveness
from shared.kernel import json

log = logging.getLogger(__name__)

METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"  # prometheus.io/docs/instrumenting/exposition_formats


class Looks(msgspec.Struct, frozen=True, kw_only=True):
    """How the server finds out what it answers."""

    alive: Callable[[], Liveness]
    ready: Callable[[], Health]
    metrics: Callable[[], Awaitable[str]]


class HealthServer:
    """/healthz: 200 while the worker gets on; /readyz (and /health): 200 while it is connected on both sides.

    503 otherwise, in all cases with the reasons. It shares the event loop with all parts: who blocks the loop leaves
    the question unanswered.
    """

    def __init__(self, looks: Looks, *, host: str, port: int) -> None:
        self._looks = looks
        self._host = host
        self._port = port

    async def run(self) -> None:
        """Serve until cancelled; raise `PortTakenError`."""
        app = web.Application()
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/health", self._ready)
        app.router.add_get("/metrics", self._metrics)
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

    async def _alive(self, _: web.Request) -> web.Response:
        liveness = self._looks.alive()
        return _answer(liveness, is_well=liveness.status == "alive")

    async def _ready(self, _: web.Request) -> web.Response:
        health = self._looks.ready()
        return _answer(health, is_well=health.status == "ok")

    async def _metrics(self, _: web.Request) -> web.Response:
        text = await self._looks.metrics()
        return web.Response(body=text.encode(), headers={"Content-Type": METRICS_TYPE})


def _answer(body: msgspec.Struct, *, is_well: bool) -> web.Response:
    return web.Response(body=json.encode(body), status=200 if is_well else 503, content_type="application/json")
