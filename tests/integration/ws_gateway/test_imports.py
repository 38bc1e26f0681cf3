"""What is done in Discord itself is one case each: across restarts, batches that come again, and functions that die."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.local.layout import ROOT
from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.cases.model import Case, CaseKind, CaseSource
from shared.features.cases.query import CaseQuery
from shared.features.cases.service import CaseService
from shared.features.cases.table import CaseTable
from shared.features.events.model import Batch
from shared.kernel import json as kernel_json
from shared.kernel.events import AuditLogEntryData, Event, EventType
from shared.kernel.snowflakes import Snowflake, snowflake_at
from shared.kernel.ulids import make_ulid
from shared.kernel.wire import ToBackend
from tests.factories.bot_tokens import LINK_SECRET
from tests.factories.events import a_batch, raw
from tests.factories.lambda_events import a_message_event
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.bot_worker.a_worker import environment, worker
from tests.integration.ws_gateway.a_dying_ingest import POINTS
from tests.integration.ws_gateway.deployed import Deployed, deployed_gateway
from tests.integration.ws_gateway.gateway import Client, Gateway, an_id
from ws_gateway.runtime import runtime

BAN, UNBAN = 22, 23


def cases_in(store: CaseService, guild_id: Snowflake) -> list[Case]:
    """Return a guild's cases by their numbers."""
    found = store.search(guild_id, CaseQuery(), None, 100).items
    return sorted(found, key=lambda case: case.number)


def a_service(dynamodb: Any, aws: Any) -> CaseService:
    return CaseService(
        CaseTable(dynamodb, aws), clock=lambda: datetime.now(UTC), entropy=an_id, pause=lambda _: time.sleep(0.05)
    )


def an_entry(guild_id: Snowflake, action: int, target: int, number: int) -> Event:
    entry_id = Snowflake(snowflake_at(datetime.now(UTC)) + number)
    data = AuditLogEntryData(entry_id=entry_id, action=action, user_id=Snowflake(5), target_id=str(target))
    return Event(
        id=f"audit_log_entry:{entry_id}",
        type=EventType.AUDIT_LOG_ENTRY,
        guild_id=guild_id,
        data=raw(data),
        timestamp=int(time.time() * 1000),
    )


def send(bot: Client, *events: Event, may_repeat: bool = False) -> Batch:
    batch = a_batch(*events, batch_id=make_ulid(int(time.time() * 1000), an_id() << 10), bot_id=bot.owner_id)
    batch = msgspec.structs.replace(batch, may_repeat=may_repeat)
    assert bot.send(batch)["action"] == "backend-ack"
    return batch


def test_an_entry_that_comes_again_in_whatever_batch_is_one_case(gateway: Gateway) -> None:
    guild_id, bot = an_id(), gateway.a_bot(an_id())
    first, second = an_entry(guild_id, BAN, 71, 1), an_entry(guild_id, BAN, 72, 2)

    batch = send(bot, first)
    assert bot.send(batch)["action"] == "backend-ack"
    send(bot, first, second, may_repeat=True)
    send(bot, second, may_repeat=True)

    found = cases_in(a_service(runtime().dynamodb, runtime().config.aws), guild_id)
    assert [(case.number, case.kind, case.source, case.user and case.user.user_id) for case in found] == [
        (1, CaseKind.BAN, CaseSource.DISCORD, 71),
        (2, CaseKind.BAN, CaseSource.DISCORD, 72),
    ]


def test_the_pages_of_the_guild_are_told_of_a_case_after_the_ack(gateway: Gateway) -> None:
    guild_id, bot = an_id(), gateway.a_bot(an_id())
    browser = gateway.a_browser(guild_id)
    browser.say({"action": "subscribe", "guild_id": str(guild_id)})

    send(bot, an_entry(guild_id, BAN, 71, 1))

    notices = [message for message in browser.heard() if message["action"] == "notice"]
    assert notices == [{"action": "notice", "guild_id": str(guild_id), "topic": "case", "id": "1"}]


@pytest.mark.parametrize("point", POINTS)
def test_a_function_that_is_killed_neither_loses_a_case_nor_doubles_one(gateway: Gateway, point: str) -> None:
    guild_id, bot = an_id(), gateway.a_bot(an_id())
    send(bot, an_entry(guild_id, BAN, 71, 1))
    events = [an_entry(guild_id, UNBAN, 71, 2), an_entry(guild_id, BAN, 72, 3)]
    batch = a_batch(*events, batch_id=make_ulid(int(time.time() * 1000), an_id() << 10), bot_id=bot.owner_id)

    assert killed(batch, bot, point) == -signal.SIGKILL
    assert bot.send(batch)["action"] == "backend-ack"

    found = cases_in(a_service(runtime().dynamodb, runtime().config.aws), guild_id)
    assert [(case.number, case.kind) for case in found] == [
        (1, CaseKind.BAN),
        (2, CaseKind.UNBAN),
        (3, CaseKind.BAN),
    ]
    assert found[0].ending is not None
    assert (found[0].ending.case, found[2].ending) == (2, None)


def killed(batch: Batch, bot: Client, point: str) -> int:
    """Let a function of its own take the batch, and die; return its exit code."""
    message = ToBackend(batch_id=batch.id, codec=batch.codec, events=batch.events)
    event = a_message_event(kernel_json.encode(message), bot.id, bot_id=bot.owner_id)
    command = [sys.executable, "-m", "tests.integration.ws_gateway.a_dying_ingest", point]
    return subprocess.run(command, input=json.dumps(event).encode(), cwd=ROOT, check=False, timeout=60).returncode


@pytest.fixture
def deployed(aws_endpoint: str, aws_env: dict[str, str], redis_url: str, tmp_path: Path) -> Iterator[Deployed]:
    with deployed_gateway(aws_endpoint, aws_env, redis_url, tmp_path) as gateway:
        yield gateway


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path, "--guilds", "2", "--members", "30", "--seed", str(time.time_ns() % 10**9)) as started:
        yield started


class Moderator:
    """The owner, who bans in Discord itself."""

    def __init__(self, discord: SimulatorProcess) -> None:
        guild = discord.guild()
        self.guild_id = Snowflake(int(guild["id"]))
        self.banned: list[int] = []
        self._discord, self._owner = discord, guild["owner_id"]

    async def bans(self, count: int) -> None:
        for _ in range(count):
            joined = await self._asks(f"/guilds/{self.guild_id}/members")
            user_id = joined["user"]["id"]
            ban = f"/guilds/{self.guild_id}/members/{user_id}/ban"
            await self._asks(ban, actor_id=self._owner, reason=f"spam {len(self.banned)}")
            self.banned.append(int(user_id))
            await asyncio.sleep(0.05)

    async def _asks(self, path: str, **body: object) -> Any:
        return await asyncio.to_thread(self._discord.control, "POST", path, **body)


async def test_bans_while_the_worker_or_the_functions_are_dead_are_one_case_each(
    deployed: Deployed, discord: SimulatorProcess, tmp_path: Path
) -> None:
    """What is read anew overlaps what was heard live: the back-fill goes back to before the last events."""
    moderator = Moderator(discord)
    variables = environment(tmp_path, discord, deployed.url, BOT_LINK_SECRET=LINK_SECRET, **deployed.aws_env)
    aws = read_aws(Environment(deployed.variables))
    service = a_service(dynamodb_client(aws), aws)

    async def until_imported() -> list[Case]:
        async with asyncio.timeout(30):
            while True:
                found = await asyncio.to_thread(cases_in, service, moderator.guild_id)
                if len(found) >= len(moderator.banned):
                    return found
                await asyncio.sleep(0.2)

    with deployed.functions():
        async with worker(variables) as process:
            await process.until_logged("batch.confirmed")
            await moderator.bans(3)
            await until_imported()
            await moderator.bans(3)
            await process.kill()
        await moderator.bans(4)
    async with worker(variables) as process:
        await process.until_logged("discord.ready")
        for _ in range(2):
            with deployed.functions() as functions:
                await moderator.bans(2)
                functions.kill()
        with deployed.functions():
            await until_imported()
            await process.until_spooled(0)
            found = await until_imported()

    assert sorted(int(case.user.user_id) for case in found if case.user) == sorted(moderator.banned)
    assert {case.kind for case in found} == {CaseKind.BAN}
    assert [case.number for case in found] == list(range(1, len(moderator.banned) + 1))
