"""A process that knows 1,000 guilds, and prints how many KB it holds."""

import gc
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import discord

from tests.bench.gateway_payloads import introduced

GUILDS: Final = 1_000


async def the_worker() -> None:
    """Remember what the worker remembers, with all of its modules loaded."""
    from bot_worker import worker
    from bot_worker.client import Bot

    assert worker.__name__
    await _know_guilds(Bot(0, 1, capture=lambda _: None, clock=lambda: datetime.now(UTC)))


async def a_discord_py_client() -> None:
    """Remember what discord.py does when nobody tells it otherwise."""
    intents = discord.Intents.default() | discord.Intents(members=True, message_content=True)
    await _know_guilds(discord.Client(intents=intents))


async def _know_guilds(client: discord.Client) -> None:
    await introduced(client, GUILDS)
    gc.collect()
    assert len(client.guilds) == GUILDS
    print(resident_kb())


def resident_kb() -> int:
    held = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert held is not None
    return int(held[1])
