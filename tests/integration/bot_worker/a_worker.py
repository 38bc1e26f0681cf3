"""`python -m bot_worker` as a process of its own, which only waits less for other workers (`hasty`)."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.fixtures.discord_sim import SimulatorProcess
from tests.fixtures.strict_gateway import SECRET

ROOT = Path(__file__).parents[3]
NO_REDIS = "redis://127.0.0.1:9/0"  # nobody listens there: a worker goes on, slowly


def environment(folder: Path, discord: SimulatorProcess, gateway_url: str, **changes: str) -> dict[str, str]:
    """Return what a worker needs to know, and nothing of what this machine knows."""
    return {
        "PATH": os.environ["PATH"],
        **{name: value for name, value in os.environ.items() if name.startswith("GUILDHALL_")},
        "GATEWAY_URL": gateway_url,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
        "DISCORD_CDN_URL": discord.cdn_url,
        "DISCORD_BOT_TOKEN": discord.bot_token,
        "BOT_ID": discord.client_id,
        "BOT_LINK_SECRET": SECRET,
        "ENCRYPTION_KEY": "5e" * 32,
        "FRONTEND_URL": "http://localhost:4200",
        "REDIS_URL": os.environ.get("REDIS_URL", NO_REDIS),  # that of the tests
        "SPOOL_PATH": str(folder / "spool.db"),
        "BATCH_INTERVAL": "1s",  # the shortest that the configuration knows
        "HEALTH_PORT": "0",
        **{name: value for name, value in os.environ.items() if name.startswith("AWS_")},  # that of the tests
        **changes,
    }


class WorkerProcess:
    """`lines` are the log's; `kill` and `stop` return the exit code."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[dict[str, Any]] = []
        self.errors = b""
        self._reading = asyncio.create_task(self._read())

    @property
    def events(self) -> list[str]:
        return [line["event"] for line in self.lines]

    async def until_logged(self, event: str, *, seconds: float = 20.0) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            while True:
                for line in self.lines:
                    if line["event"] == event:
                        return line
                await asyncio.sleep(0.02)

    async def health(self) -> tuple[int, dict[str, Any]]:
        port = (await self.until_logged("health.listening"))["port"]
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health") as answer:
            return answer.status, await answer.json()

    async def until_spooled(self, events: int, *, seconds: float = 15.0) -> None:
        """Wait until the spool holds exactly this many events."""
        async with asyncio.timeout(seconds):
            while (await self.health())[1]["spool"]["events"] != events:  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.05)

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def kill(self) -> int:
        self._process.send_signal(signal.SIGKILL)
        return await self.ended()

    async def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self, *, seconds: float = 25.0) -> int:
        async with asyncio.timeout(seconds):
            await self._reading
            return await self._process.wait()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        async for line in self._process.stdout:
            self.lines.append(json.loads(line))
        self.errors = await self._process.stderr.read()


@asynccontextmanager
async def worker(variables: dict[str, str]) -> AsyncIterator[WorkerProcess]:
    """Run a worker while the block lasts; it dies with the block at the latest."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.bot_worker.hasty",
        env=variables, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    running = WorkerProcess(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await running.ended()
