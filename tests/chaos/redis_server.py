"""A Redis that may be killed, and comes back on the same port with what it had on disk."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import redis

from infra.local import environment
from infra.local.ports import free_port
from infra.local.setup.redis import find_redis
from infra.local.terminal import Terminal


class RedisServer:
    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._command = find_redis(Terminal()).command(self._port, folder)
        self._log = folder / "redis.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    async def start(self) -> None:
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=environment.plain(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        async with asyncio.timeout(20):
            while not await asyncio.to_thread(self._answers):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await process.wait()

    async def away(self, seconds: float) -> None:
        """Kill it, and start it again after so long."""
        if self._process is not None:
            await self.kill()
            await asyncio.sleep(seconds)
            await self.start()

    async def frozen(self, seconds: float) -> None:
        """Let it stand still for so long."""
        process = self._process
        if process is not None:
            process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(seconds)
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False


@asynccontextmanager
async def redis_server(folder: Path) -> AsyncIterator[RedisServer]:
    """Run it while the block lasts."""
    server = RedisServer(folder)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()
