"""discord.js in a Node process of its own, installed once into `.local/`."""

import asyncio
import hashlib
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from infra.local.layout import ROOT
from infra.local.setup.node import Node, find_node
from infra.local.terminal import Terminal
from tests.fixtures.discord_sim import SimulatorProcess

HERE = Path(__file__).parent
SECONDS = 30.0
_INPUTS = ("package.json", "package-lock.json", ".npmrc")


def installed() -> tuple[Node, Path]:
    """Return a Node and a folder of node_modules that match the lock file, made where there are none yet."""
    node = find_node(Terminal())
    digest = hashlib.sha256(b"".join((HERE / each).read_bytes() for each in _INPUTS)).hexdigest()[:16]
    folder = ROOT / ".local" / "discordjs" / digest
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for each in _INPUTS:
            shutil.copy(HERE / each, folder)
        command = [str(node.npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, env=node.environment(), check=True, capture_output=True, timeout=110)
        (folder / "ready").touch()
    return node, folder


class DiscordJs:
    """A running driver: `do` has it act, `hears` waits for an event."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._stdin, self._stdout = process.stdin, process.stdout
        self._lines: list[dict[str, Any]] = []

    async def do(self, deed: str, **ids: object) -> dict[str, Any]:
        """Have it act; return what came of it, a refusal included."""
        self._stdin.write(json.dumps({"deed": deed, **ids}).encode() + b"\n")
        await self._stdin.drain()
        return await self._next(lambda line: deed in (line.get("done"), line.get("failed")))

    async def hears(self, event: str, **like: object) -> dict[str, Any]:
        """Wait for an event with these values."""
        return await self._next(lambda line: line.get("event") == event and like.items() <= line.items())

    async def _next(self, wanted: Any) -> dict[str, Any]:
        async with asyncio.timeout(SECONDS):
            while True:
                for line in self._lines:
                    if wanted(line):
                        self._lines.remove(line)
                        return line
                read = await self._stdout.readline()
                assert read, "the driver ended"
                self._lines.append(json.loads(read))


@asynccontextmanager
async def driven(sim: SimulatorProcess, driver: Path) -> AsyncIterator[DiscordJs]:
    """Run a driver of discord.js while the block lasts."""
    node, folder = await asyncio.to_thread(installed)
    process = await asyncio.create_subprocess_exec(
        str(node.node),
        str(driver),
        sim.base_url,
        env=node.environment() | {"NODE_PATH": str(folder / "node_modules"), "NODE_NO_WARNINGS": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield DiscordJs(process)
    finally:
        process.kill()
        await process.communicate()


@asynccontextmanager
async def running(sim: SimulatorProcess) -> AsyncIterator[DiscordJs]:
    """Run a driver that is logged in while the block lasts."""
    async with driven(sim, HERE / "driver.cjs") as driver:
        done = await driver.do("login", token=sim.bot_token)
        assert "done" in done, done
        await driver.hears("clientReady")
        yield driver
