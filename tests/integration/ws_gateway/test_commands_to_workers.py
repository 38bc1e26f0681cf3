"""Commands from the API's side through API Gateway to real workers at a simulated Discord, and back."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.redis_store import RedisReplies, connect
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.events.settings import FEATURE, EventSettings
from shared.features.gateway.command_table import CommandTable
from shared.features.gateway.questions import BotQuestions
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from shared.kernel import json
from shared.kernel.commands import Ping, RunEffects, Status
from shared.kernel.errors import BotUnavailableError
from shared.kernel.guild_effects import EffectResult, SendMessage
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import MAX_FRAME_BYTES
from tests.factories.bot_tokens import LINK_SECRET
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.bot_worker.a_worker import WorkerProcess, environment, worker
from tests.integration.ws_gateway.deployed import Deployed, a_bot, deployed_gateway, hear, say

DAY = timedelta(days=1)
MANY = 200  # roles; a guild has 250 at most
TEXT = 0  # discord.com/developers/docs/resources/channel#channel-object-channel-types


@pytest.fixture(scope="module")
def deployed(
    aws_endpoint: str, aws_env: dict[str, str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("lambdas")
    with deployed_gateway(aws_endpoint, aws_env, redis_url, folder) as gateway, gateway.functions():
        yield gateway


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[SimulatorProcess]:
    with simulator(
        tmp_path, "--guilds", "2", "--members", "20", "--limit-scale", "100", "--seed", str(time.time_ns() % 10**9)
    ) as started:
        yield started


class Installation:
    """One bot, its guild, and what the API's side knows of it."""

    def __init__(self, deployed: Deployed, discord: SimulatorProcess, folder: Path, aws_env: dict[str, str]) -> None:
        self.deployed, self.discord = deployed, discord
        aws = read_aws(Environment(aws_env))
        self.queue = CommandTable(dynamodb_client(aws), aws)
        self.settings = SettingsService(SettingsTable(dynamodb_client(aws), aws))
        guild = discord.guild()
        self.bot_id, self.guild_id = Snowflake(int(discord.client_id)), Snowflake(int(guild["id"]))
        self.channel_id = discord.channel(guild["id"])
        texts = [str(channel["id"]) for channel in guild["channels"] if channel["type"] == TEXT]
        self.another_channel_id = next(channel_id for channel_id in texts if channel_id != self.channel_id)
        self.owner_id = Snowflake(int(guild["owner_id"]))
        self._variables = environment(folder, discord, deployed.url, BOT_LINK_SECRET=LINK_SECRET, **aws_env)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[WorkerProcess]:
        """Run a worker that has registered its shards while the block lasts; another one goes on with its spool."""
        async with worker(self._variables) as process:
            yield process

    async def until_here(self) -> None:
        await until(lambda: self.deployed.service.bot_of(self.guild_id, self.bot_id).online)

    def saying(self, content: str) -> RunEffects:
        effect = SendMessage(channel_id=Snowflake(int(self.channel_id)), content=content)
        return RunEffects(guild_id=self.guild_id, effects=[effect], reason="a test")

    def said(self, content: str) -> int:
        url = f"{self.discord.api_url}/channels/{self.channel_id}/messages"
        headers = {"Authorization": f"Bot {self.discord.bot_token}"}
        found: list[dict[str, Any]] = requests.get(url, headers=headers, timeout=10).json()
        return sum(message["content"] == content for message in found)

    def create_roles(self, names: list[str]) -> None:
        url = f"{self.discord.api_url}/guilds/{self.guild_id}/roles"
        headers = {"Authorization": f"Bot {self.discord.bot_token}"}
        for name in names:
            assert requests.post(url, json={"name": name}, headers=headers, timeout=10).ok

    def recorded(self) -> set[str]:
        """Return the ids of the messages in the history."""
        page = self.deployed.history.page(self.guild_id, before=None, limit=100)
        return {event.id.partition(":")[2] for event in page.items if event.type == "message_create"}


async def until(condition: Callable[[], bool], *, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.1)


@pytest.fixture
def installation(
    deployed: Deployed, discord: SimulatorProcess, tmp_path: Path, aws_env: dict[str, str]
) -> Installation:
    return Installation(deployed, discord, tmp_path, aws_env)


async def test_every_command_s_result_comes_back(installation: Installation, redis_url: str) -> None:
    service, bot_id = installation.deployed.service, installation.bot_id
    with connect(redis_url, longest_wait_seconds=3) as redis:
        questions = BotQuestions(installation.deployed.line, RedisReplies(redis))
        async with installation.worker():
            await installation.until_here()
            ping = await asyncio.to_thread(service.ping, bot_id)
            pongs = await asyncio.to_thread(service.broadcast, bot_id, Ping())
            statuses = await asyncio.to_thread(service.broadcast, bot_id, Status())
            effects = await asyncio.to_thread(service.run_effects, bot_id, installation.saying("Bonjour"))
            owner = await asyncio.to_thread(questions.member, bot_id, installation.guild_id, installation.owner_id)

    assert ping.bot_id == bot_id
    assert [(each.worker.shard_ids, each.error, each.pong is None) for each in pongs] == [([0], None, False)]
    assert [each.status and each.status.guilds for each in statuses] == [1]
    assert (effects, installation.said("Bonjour")) == ([EffectResult(code="ok")], 1)
    assert owner.owner


async def test_a_result_comes_back_whole_though_it_takes_several_frames(
    installation: Installation, redis_url: str
) -> None:
    names = [f"{number} {'役' * 95}" for number in range(MANY)]
    await asyncio.to_thread(installation.create_roles, names)
    with connect(redis_url, longest_wait_seconds=3) as redis:
        questions = BotQuestions(installation.deployed.line, RedisReplies(redis))
        async with installation.worker():
            await installation.until_here()
            roles = await asyncio.to_thread(questions.roles, installation.bot_id, installation.guild_id)

    assert {role.name for role in roles} >= set(names)
    assert len(json.encode(roles)) > 2 * MAX_FRAME_BYTES


async def test_settings_hold_in_the_worker_as_soon_as_they_are_changed_and_when_it_starts(
    installation: Installation,
) -> None:
    guild_id, say = installation.guild_id, installation.discord.say
    quiet = installation.another_channel_id
    ignoring = EventSettings(ignored_channel_ids=[Snowflake(int(quiet))])
    async with installation.worker() as process:
        await installation.until_here()
        before = say(quiet, "This is recorded")["id"]
        await until(lambda: before in installation.recorded())

        await asyncio.to_thread(installation.settings.change, guild_id, FEATURE, ignoring, 0)
        await asyncio.to_thread(installation.deployed.service.settings_changed, installation.bot_id, guild_id, FEATURE)
        await until(lambda: any(line["event"] == "settings.read" and line["chosen"] for line in process.lines))
        ignored = say(quiet, "This is not")["id"]
        after = say(installation.channel_id, "And this is again")["id"]
        await until(lambda: after in installation.recorded())
        await process.kill()

    async with installation.worker() as restarted:
        await installation.until_here()
        await until(lambda: any(line["event"] == "settings.read" and line["chosen"] for line in restarted.lines))
        ignored_too = say(quiet, "Nor is this")["id"]
        last = say(installation.channel_id, "The last one")["id"]
        await until(lambda: last in installation.recorded())

    assert {ignored, ignored_too} & installation.recorded() == set()


async def test_a_bot_that_is_away_gets_durable_commands_when_it_comes_and_does_them_once(
    installation: Installation,
) -> None:
    line, bot_id = installation.deployed.line, installation.bot_id
    with pytest.raises(BotUnavailableError):
        await asyncio.to_thread(line.send, bot_id, installation.saying("Never"))
    await asyncio.to_thread(line.queue, bot_id, installation.saying("Later"), DAY)

    for _ in range(2):
        async with installation.worker() as process:
            await installation.until_here()
            await until(lambda: not installation.queue.pending(bot_id))
            await process.stop()

    assert (installation.said("Later"), installation.said("Never")) == (1, 0)


async def test_a_worker_that_only_seems_to_be_there_keeps_no_durable_command_from_the_one_that_is(
    installation: Installation,
) -> None:
    """Two have the guild's shard, as in a hand-over; the newest is sent the command first, and never takes it."""
    bot_id = installation.bot_id
    async with a_bot(installation.deployed, bot_id) as seeming:
        await asyncio.to_thread(installation.deployed.line.queue, bot_id, installation.saying("By one alone"), DAY)
        sent = await hear(seeming, "from-backend")
        while sent["command"]["type"] != "run-effects":
            sent = await hear(seeming, "from-backend")
        async with installation.worker() as process:
            await until(lambda: not installation.queue.pending(bot_id))
            await say(seeming, {"action": "keep-alive"})
            await hear(seeming, "kept-alive")
            await process.stop()

    assert installation.said("By one alone") == 1


async def test_a_worker_that_is_killed_between_a_command_and_its_result_does_not_do_it_again(
    installation: Installation,
) -> None:
    bot_id, discord = installation.bot_id, installation.discord
    async with installation.worker() as process:
        await installation.until_here()
        discord.control(
            "PUT", "/faults", latency_seconds=30, path_prefix=f"/api/v10/channels/{installation.channel_id}"
        )
        await asyncio.to_thread(installation.deployed.line.queue, bot_id, installation.saying("Once"), DAY)
        await until(lambda: any(each.begun_by for each in installation.queue.pending(bot_id)))
        await asyncio.sleep(0.5)
        await process.kill()
    discord.control("DELETE", "/faults")
    waiting = await asyncio.to_thread(installation.queue.pending, bot_id)

    async with installation.worker() as process:
        await until(lambda: not installation.queue.pending(bot_id))
        repeated = await process.until_logged("command.repeated")

    assert repeated["command_id"] == waiting[0].message.command_id
    assert installation.said("Once") <= 1
