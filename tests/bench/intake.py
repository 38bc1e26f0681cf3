"""What the worker's way from the gateway's text to the spool's intake costs, and what it remembers of 1,000 guilds.

The baseline is discord.py as one would use it: a client with the same intents, its default caches, and a listener that
does nothing. Both sides get the same frames.
"""

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import discord
from discord.gateway import DiscordWebSocket

from bot_worker.client import INTENTS, Bot
from bot_worker.discord_socket import SturdyWebSocket
from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.spool import open_spool
from tests.bench.figures import Figure, compared
from tests.bench.gateway_payloads import introduced, messages

LIVELY_GUILDS: Final = 200
MESSAGES: Final = 20_000
ARRIVING_TOGETHER: Final = 50  # frames between two turns of the event loop: one read of a busy gateway connection
_MEBIBYTE: Final = 1024


def figures() -> Iterator[Figure]:
    frames = list(messages(MESSAGES, LIVELY_GUILDS))
    baseline = min(asyncio.run(_by_discord_py(frames)) for _ in range(3))
    ours = min(asyncio.run(_by_the_worker(frames)) for _ in range(3))
    yield compared("worker_intake_ratio", MESSAGES / ours, "events/s", baseline=MESSAGES / baseline)
    yield compared(
        "worker_rss_mb_1000_guilds", _resident("the_worker"), "MB", baseline=_resident("a_discord_py_client")
    )


class _Listener(discord.Client):
    """What one writes first."""

    async def on_message(self, message: discord.Message) -> None:
        pass


async def _by_discord_py(frames: Sequence[str]) -> float:
    client = _Listener(intents=INTENTS)
    await introduced(client, LIVELY_GUILDS)
    return await _receive(_connected(DiscordWebSocket, client), frames)


async def _by_the_worker(frames: Sequence[str]) -> float:
    now = asyncio.get_running_loop().time
    with tempfile.TemporaryDirectory() as folder:
        async with open_spool(Path(folder) / "spool.db", now_ms=_now_ms) as spool:
            ids = BatchIds(None, now_ms=_now_ms, entropy=lambda: random.getrandbits(80))
            pipeline = Pipeline(spool, BatchLimits(), ids, now=now, now_ms=_now_ms)
            bot = Bot(0, 1, capture=pipeline.capture, clock=lambda: datetime.now(UTC))
            await introduced(bot, LIVELY_GUILDS)
            socket = _connected(SturdyWebSocket, bot)
            socket.take = bot.recorder.take_quickly
            waiting = len(pipeline._intake._waiting)
            seconds = await _receive(socket, frames)
            assert len(pipeline._intake._waiting) - waiting == len(frames)
            return seconds


def _connected(kind: type[Any], client: discord.Client) -> Any:
    """Return a connection that nobody is at the other end of."""
    socket = kind(None, loop=asyncio.get_running_loop())
    socket._connection = client._connection
    socket._discord_parsers = client._connection.parsers
    socket._dispatch = client.dispatch
    socket._keep_alive, socket.session_id, socket.shard_id = None, "session", 0
    return socket


async def _receive(socket: Any, frames: Sequence[str]) -> float:
    """Return the CPU seconds that the frames took, with the listeners that they woke."""
    began = time.process_time()
    for number, frame in enumerate(frames):
        await socket.received_message(frame)
        if number % ARRIVING_TOGETHER == 0:
            await asyncio.sleep(0)
    await asyncio.sleep(0)
    return time.process_time() - began


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _resident(who: str) -> float:
    """Return the MB that a process of its own holds, with 1,000 guilds remembered."""
    code = f"import asyncio; from tests.bench.intake_memory import {who}; asyncio.run({who}())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) / _MEBIBYTE
