"""From what is said in Discord to the page of who watches: the real bot, the real functions, no gap, nothing twice."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent
from tests.factories.bot_tokens import LINK_SECRET
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.bot_worker.a_worker import environment, worker
from tests.integration.ws_gateway.deployed import Deployed, a_browser, deployed_gateway, hear, say


@pytest.fixture
def deployed(aws_endpoint: str, aws_env: dict[str, str], redis_url: str, tmp_path: Path) -> Iterator[Deployed]:
    with deployed_gateway(aws_endpoint, aws_env, redis_url, tmp_path) as gateway:
        yield gateway


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path, "--guilds", "2", "--members", "20", "--seed", str(time.time_ns() % 10**9)) as started:
        yield started


def a_worker_s_environment(folder: Path, discord: SimulatorProcess, deployed: Deployed) -> dict[str, str]:
    return environment(folder, discord, deployed.url, BOT_LINK_SECRET=LINK_SECRET, **deployed.aws_env)


def messages_of(deployed: Deployed, guild_id: Snowflake) -> list[StoredEvent]:
    """Return the stored messages, oldest first."""
    page = deployed.history.page(guild_id, before=None, limit=100)
    return [event for event in reversed(page.items) if event.type == "message_create"]


async def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.1)


async def test_what_is_said_in_discord_is_on_the_open_page_within_a_second(
    deployed: Deployed, discord: SimulatorProcess, tmp_path: Path
) -> None:
    guild, bot_id = discord.guild(), Snowflake(int(discord.client_id))
    guild_id, channel_id = Snowflake(int(guild["id"])), discord.channel(guild["id"])
    with deployed.functions():
        async with worker(a_worker_s_environment(tmp_path, discord, deployed)) as bot:
            await bot.until_logged("batch.confirmed")
            async with a_browser(deployed, guild_id) as browser:
                await say(browser, {"action": "subscribe", "guild_id": str(guild_id)})
                await hear(browser, "subscribed")
                await asyncio.sleep(0.3)

                said_at = time.perf_counter()
                said = await asyncio.to_thread(discord.say, channel_id, "Bonsoir à tous")
                message = await hear(browser, "event")
                took = time.perf_counter() - said_at
            ping = await asyncio.to_thread(deployed.service.ping, bot_id)

    (event,) = message["events"]
    assert (event["id"], event["data"]["content"]) == (f"message_create:{said['id']}", "Bonsoir à tous")
    assert took < 1.0
    assert ping.bot_id == bot_id
    assert deployed.guilds.load(guild_id).name == guild["name"]
    assert [msgspec.json.decode(stored.data)["content"] for stored in messages_of(deployed, guild_id)] == [None]


async def test_functions_that_die_lose_nothing_and_do_nothing_twice(
    deployed: Deployed, discord: SimulatorProcess, tmp_path: Path
) -> None:
    guild_id = Snowflake(int(discord.guild()["id"]))
    channel_id = discord.channel(str(guild_id))
    said: list[str] = []

    async def speak(count: int) -> None:
        for _ in range(count):
            message = await asyncio.to_thread(discord.say, channel_id, f"message {len(said)}")
            said.append(f"message_create:{message['id']}")
            await asyncio.sleep(0.02)

    async with worker(a_worker_s_environment(tmp_path, discord, deployed)) as bot:
        await bot.until_logged("discord.ready")
        for _ in range(2):
            with deployed.functions() as functions:
                await speak(20)
                functions.kill()
                await speak(5)
        with deployed.functions():
            await speak(5)
            await until(lambda: len(messages_of(deployed, guild_id)) >= len(said))
            await bot.until_spooled(0)

    assert [event.id for event in messages_of(deployed, guild_id)] == said
