"""Effects at Discord, as the worker carries them out: once each, in order, each with its own result."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from shared.kernel import json
from shared.kernel.commands import Command, RunEffects
from shared.kernel.guild_effects import (
    AddRole,
    BanMember,
    DeleteMessage,
    EffectResult,
    EffectResults,
    EndTimeout,
    GuildAction,
    KickMember,
    RemoveRole,
    SendMessage,
    TimeoutMember,
    UnbanMember,
)
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway
from tests.integration.bot_worker.a_worker import environment, worker

OK = EffectResult(code="ok")
TOO_LOW = EffectResult(code="rank_too_low", discord_code=50013)
REASON = "Строго по правилам, " + "очень " * 60

_results = json.Decoder(EffectResults)


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("discord"), "--guilds", "3", "--members", "40") as started:
        yield started


@pytest.fixture(autouse=True)
def no_faults(discord: SimulatorProcess) -> Iterator[None]:
    yield
    discord.control("DELETE", "/faults")


class Place:
    """A guild of the simulator, and who and what is there."""

    def __init__(self, discord: SimulatorProcess, number: int = 0) -> None:
        self.discord, self.guild = discord, discord.guild(number=number)
        self.id = Snowflake(int(self.guild["id"]))
        self.owner, self.dana = Snowflake(int(self.guild["owner_id"])), Snowflake(int(discord.person("dana")))
        self.general = Snowflake(int(discord.channel(self.guild["id"])))

    def role(self, name: str) -> Snowflake:
        return Snowflake(int(next(role["id"] for role in self.guild["roles"] if role["name"] == name)))

    def read(self, path: str) -> Any:
        headers = {"Authorization": f"Bot {self.discord.bot_token}"}
        answer = requests.get(f"{self.discord.api_url}{path}", headers=headers, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def said(self, text: str) -> list[Any]:
        messages = self.read(f"/channels/{self.general}/messages?limit=50")
        return [message for message in messages if text in message["content"]]

    def effects(self, *effects: GuildAction, stop_at_failure: bool = False) -> RunEffects:
        return RunEffects(guild_id=self.id, effects=list(effects), reason=REASON, stop_at_failure=stop_at_failure)


def results(answer: CommandResult) -> list[EffectResult]:
    assert answer.ok, answer.error
    assert isinstance(answer.data, msgspec.Raw)
    return _results.decode(answer.data).results


async def until_ready(gateway: StrictGateway) -> None:
    await gateway.until(lambda: any(register.shard_ids for register in gateway.registers))


async def again(gateway: StrictGateway, command: Command, command_id: str) -> CommandResult:
    gateway.results.pop(command_id, None)
    return await gateway.command(command, command_id)


async def test_every_effect_is_done_in_order_and_reported_by_itself(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    here, other = Place(discord), Place(discord, number=1)
    dana, soon = here.dana, datetime.now(UTC) + timedelta(hours=1)
    async with worker(environment(tmp_path, discord, strict_gateway.url)):
        await until_ready(strict_gateway)

        answer = await strict_gateway.command(
            here.effects(
                SendMessage(channel_id=here.general, content="Hello @everyone, this is order"),
                AddRole(user_id=dana, role_id=here.role("Moderator")),
                RemoveRole(user_id=dana, role_id=here.role("Moderator")),
                AddRole(user_id=dana, role_id=here.role("Admin")),
                AddRole(user_id=dana, role_id=Snowflake(12345)),
                TimeoutMember(user_id=dana, until=soon),
                EndTimeout(user_id=dana),
                TimeoutMember(user_id=here.owner, until=soon),
                KickMember(user_id=here.owner),
                DeleteMessage(channel_id=here.general, message_id=Snowflake(12345)),
                SendMessage(channel_id=other.general, content="In somebody else's guild"),
                KickMember(user_id=dana),
                KickMember(user_id=dana),
                BanMember(user_id=dana, delete_message_seconds=3600),
                UnbanMember(user_id=dana),
                UnbanMember(user_id=dana),
            )
        )

    assert results(answer) == [
        *[OK, OK, OK],
        TOO_LOW,
        EffectResult(code="unknown_role", discord_code=10011),
        *[OK, OK],
        *[TOO_LOW, TOO_LOW],
        EffectResult(code="unknown_message", discord_code=10008),
        EffectResult(code="unknown_channel"),
        OK,
        EffectResult(code="unknown_member", discord_code=10007),
        *[OK, OK],
        EffectResult(code="unknown_ban", discord_code=10026),
    ]
    (said,) = here.said("this is order")
    assert (said["mention_everyone"], other.said("somebody else's")) == (False, [])
    entries = here.read(f"/guilds/{here.id}/audit-logs")["audit_log_entries"]
    reasons = [entry["reason"] for entry in entries if entry["target_id"] == str(dana)]
    assert len(reasons) == 7
    assert all(reason.startswith("Строго по правилам, очень") and reason.endswith("…") for reason in reasons)


async def test_what_follows_a_failure_is_not_tried_where_that_is_asked(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    here = Place(discord)
    effects: list[GuildAction] = [
        KickMember(user_id=here.owner),
        SendMessage(channel_id=here.general, content="After the failure"),
    ]
    async with worker(environment(tmp_path, discord, strict_gateway.url)):
        await until_ready(strict_gateway)
        stopped = await strict_gateway.command(here.effects(*effects, stop_at_failure=True))
        went_on = await strict_gateway.command(here.effects(*effects))

        discord.control("PUT", "/faults", rest_drop=-1, path_prefix="/api/v10/channels")
        cut = await strict_gateway.command(here.effects(effects[1]))

        discord.control("DELETE", f"/guilds/{here.id}/bot")
        discord.control("PUT", f"/guilds/{here.id}/bot", permissions="0")
        powerless = await strict_gateway.command(
            here.effects(KickMember(user_id=Snowflake(int(discord.person("chidi")))))
        )
        elsewhere = await strict_gateway.command(RunEffects(guild_id=Snowflake(7), effects=effects, reason=""))

    assert results(stopped) == [TOO_LOW, EffectResult(code="not_tried")]
    assert results(went_on) == [TOO_LOW, OK]
    assert results(cut) == [EffectResult(code="uncertain")]
    assert results(powerless) == [EffectResult(code="missing_permissions", discord_code=50013)]
    assert (elsewhere.ok, elsewhere.error) == (False, "not_found")


async def test_effects_are_done_once_though_the_worker_is_killed_before_and_after(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    here = Place(discord, number=1)
    variables = environment(tmp_path, discord, strict_gateway.url)
    done, interrupted = (here.effects(SendMessage(channel_id=here.general, content=text)) for text in ("One", "Two"))

    async with worker(variables) as first:
        await until_ready(strict_gateway)
        before = await strict_gateway.command(done, "done")
        twice = await again(strict_gateway, done, "done")
        discord.control("PUT", "/faults", latency_seconds=30, path_prefix="/api/v10/channels")
        waiting = asyncio.create_task(strict_gateway.command(interrupted, "interrupted"))
        await asyncio.sleep(1)
        await first.kill()
        waiting.cancel()
    discord.control("DELETE", "/faults")

    async with worker(variables):
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        after = await again(strict_gateway, done, "done")
        lost = await again(strict_gateway, interrupted, "interrupted")

    assert before.ok
    assert before.data == twice.data == after.data
    assert (lost.ok, lost.error) == (False, "command_interrupted")
    assert (len(here.said("One")), len(here.said("Two")) <= 1) == (1, True)
