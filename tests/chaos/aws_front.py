"""What stands before the local AWS where our functions see it: it throttles, fails, hangs up and loses answers."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import msgspec
from aiohttp import web

_DYNAMODB: Final = "DynamoDB"
_DROPPED: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-encoding"})
_THROTTLED: Final = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
_FAILED: Final = "com.amazonaws.dynamodb.v20120810#InternalServerError"


class Moods(msgspec.Struct, kw_only=True):
    """How often DynamoDB throttles, fails, hangs up before and after it did what was asked, and takes its time.

    `mute` is how often what is posted to a connection (an acknowledgement) is not.
    """

    throttle: float = 0.0
    fail: float = 0.0
    hang_up: float = 0.0
    lose_answer: float = 0.0
    slow: float = 0.0
    mute: float = 0.0


class AwsFront:
    def __init__(self, target: int, dice: random.Random, session: aiohttp.ClientSession) -> None:
        self.port = 0
        self.moods = Moods()
        self._target = f"http://127.0.0.1:{target}"
        self._dice = dice
        self._session = session

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def heal(self) -> None:
        self.moods = Moods()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._answer(request, await request.read())
        except (ConnectionError, aiohttp.ClientError):  # who asked was killed, or what was asked
            return _hung_up(request)

    async def _answer(self, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        moods = self.moods
        if _DYNAMODB not in request.headers.get("X-Amz-Target", ""):
            if "@connections" in request.path and self._happens(moods.mute):
                return web.Response(status=500)
            return await self._forward(request, body)
        if self._happens(moods.throttle):
            return _refusal(400, _THROTTLED)
        if self._happens(moods.fail):
            return _refusal(500, _FAILED)
        if self._happens(moods.hang_up):
            return _hung_up(request)
        if self._happens(moods.slow):
            await asyncio.sleep(self._dice.uniform(0.05, 0.4))
        answer = await self._forward(request, body)
        return _hung_up(request) if self._happens(moods.lose_answer) else answer

    def _happens(self, often: float) -> bool:
        return self._dice.random() < often

    async def _forward(self, request: web.BaseRequest, body: bytes) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _DROPPED}
        async with self._session.request(
            request.method, f"{self._target}{request.raw_path}", data=body, headers=headers
        ) as answer:
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _DROPPED}
            return web.Response(status=answer.status, headers=kept, body=await answer.read())


def _refusal(status: int, kind: str) -> web.Response:
    body = json.dumps({"__type": kind, "message": "not now"}).encode()
    return web.Response(status=status, body=body, headers={"Content-Type": "application/x-amz-json-1.0"})


def _hung_up(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


@asynccontextmanager
async def aws_front(target: int, dice: random.Random) -> AsyncIterator[AwsFront]:
    """Stand before a port of this machine while the block lasts."""
    async with aiohttp.ClientSession(auto_decompress=False, timeout=aiohttp.ClientTimeout(total=30)) as session:
        front = AwsFront(target, dice, session)
        server = web.Server(front.serve)
        runner = web.ServerRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        front.port = runner.addresses[0][1]
        try:
            yield front
        finally:
            await runner.cleanup()
