"""The whole worker, a process, between a simulated Discord and a strict gateway."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.commands import Ping, Status, Watch
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake, created_at
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_worker import environment, worker


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("discord"), "--guilds", "4", "--members", "60") as started:
        yield started


def _messages(gateway: StrictGateway) -> list[Event]:
    return [event for event in gateway.events if event.type == "message_create"]


def _contents(gateway: StrictGateway, channel: str = "") -> list[str]:
    """Return what was said, in this channel alone: a back-fill begins some seconds before its worker did."""
    return [decoded(each)["content"] for each in _messages(gateway) if channel in ("", str(each.channel_id))]


async def _synced(gateway: StrictGateway, syncs: int = 1) -> None:
    await gateway.until(lambda: sum(event.type == "guild_sync" for event in gateway.events) == syncs)


def _kinds(gateway: StrictGateway, guild_id: str) -> list[str]:
    """Return what was told of a guild as such, in order."""
    about = [event.type for event in gateway.events if event.guild_id == int(guild_id)]
    return [kind for kind in about if kind.startswith("guild_")]


def _guilds(gateway: StrictGateway, guild_id: str) -> list[Any]:
    """Return what the events of a guild say of it, one after the other."""
    about = [event for event in gateway.events if event.guild_id == int(guild_id)]
    return [decoded(event).get("guild") for event in about if event.type.startswith("guild_")]


async def test_a_worker_tells_its_guilds_and_what_is_said_there_answers_commands_and_stops_cleanly(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()
    channel = discord.channel(guild["id"])
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await _synced(strict_gateway)
        sync = decoded(strict_gateway.events[0])
        present = {each["id"] for each in discord.world()["guilds"] if each["bot_present"]}
        assert {each["id"] for each in sync["guilds"]} == present
        assert (sync["from_id"], sync["to_id"], sync["bot_id"]) == ("0", str(2**63 - 1), discord.client_id)
        assert strict_gateway.registers[-1].shard_ids == [0]

        status, health = await process.health()
        assert (status, health["status"], health["discord"]["guilds"]) == (200, "ok", 3)

        pong = await strict_gateway.command(Ping())
        assert (pong.ok, b"discord_latency_ms" in bytes(pong.data or b"")) == (True, True)
        assert (await strict_gateway.command(Status())).ok

        await strict_gateway.command(Watch(guild_id=Snowflake(int(guild["id"])), seconds=60))
        asked_at = asyncio.get_running_loop().time()
        discord.say(channel, "Grüße, 你好 🎉")
        await strict_gateway.until(lambda: _contents(strict_gateway) == ["Grüße, 你好 🎉"])
        assert asyncio.get_running_loop().time() - asked_at < 0.8

        (first,) = _messages(strict_gateway)
        reply_to = int(decoded(first)["message_id"])
        discord.control("POST", f"/channels/{channel}/messages", content="last words", reply_to=reply_to)
        await asyncio.sleep(0.2)
        assert await process.stop() == 0

    assert_is_the_message(first, guild, channel)
    assert _contents(strict_gateway)[-1] == "last words"
    assert decoded(_messages(strict_gateway)[-1])["reply_to"] == str(reply_to)
    assert process.events[-1] == "worker.stopped"
    assert not any("last words" in str(line) for line in process.lines)
    assert process.errors == b""


def assert_is_the_message(event: Event, guild: Any, channel: str) -> None:
    data = decoded(event)
    assert event.id == f"message_create:{data['message_id']}"
    assert (event.guild_id, event.channel_id) == (int(guild["id"]), int(channel))
    assert event.timestamp == int(created_at(int(data["message_id"])).timestamp() * 1000)
    assert (data["author"]["id"], str(event.user_id)) == (guild["owner_id"], guild["owner_id"])
    assert data["channel"] == {"id": channel, "name": "general"}
    assert (data["reply_to"], data["attachments"], data["truncated"]) == (None, 0, False)


async def test_messages_arrive_in_order_and_once_across_a_dropped_link_a_resumed_session_and_a_killed_worker(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()
    channel = discord.channel(guild["id"], "off-topic")
    said = [f"message {number}" for number in range(120)]
    variables = environment(tmp_path, discord, strict_gateway.url)
    async with worker(variables) as process:
        await _synced(strict_gateway)
        await strict_gateway.command(Watch(guild_id=Snowflake(int(guild["id"])), seconds=60))
        for number, content in enumerate(said[:60]):
            discord.say(channel, content)
            if number == 20:
                await strict_gateway.drop()
            if number == 40:
                discord.control("POST", "/gateway/drop")
        await strict_gateway.until(lambda: len(_contents(strict_gateway, channel)) == 60)

        await process.until_spooled(0)
        strict_gateway.lose_acks = 1_000
        for content in said[60:90]:
            discord.say(channel, content)
        await process.until_spooled(30)
        await strict_gateway.until(lambda: len(_contents(strict_gateway, channel)) > 60)
        assert await process.kill() == -9

    strict_gateway.lose_acks = 0
    async with worker(variables) as process:
        await _synced(strict_gateway, 2)
        for content in said[90:]:
            discord.say(channel, content)
        await strict_gateway.until(lambda: len(_contents(strict_gateway, channel)) >= 120)
        assert await process.stop() == 0

    assert _contents(strict_gateway, channel) == said


async def test_the_guilds_of_the_bot_are_followed(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    owner = int(discord.world()["people"][0]["id"])
    expected = []

    async def follows(kind: str) -> None:
        expected.append(kind)
        await strict_gateway.until(lambda: _kinds(strict_gateway, guild["id"]) == expected)

    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await _synced(strict_gateway)
        guild = discord.control("POST", "/guilds", name="Neuland", owner_id=owner)
        path = f"/guilds/{guild['id']}"
        await follows("guild_create")
        await strict_gateway.command(Watch(guild_id=Snowflake(int(guild["id"])), seconds=60))
        discord.control("PATCH", path, name="Altland")
        await follows("guild_update")
        discord.control("POST", f"{path}/members")
        await follows("guild_update")
        for _ in range(4):
            discord.control("POST", f"{path}/members")
        discord.control("PUT", f"{path}/outage")
        discord.control("DELETE", f"{path}/outage")
        await follows("guild_update")
        discord.control("DELETE", f"{path}/bot")
        await follows("guild_delete")
        assert await process.stop() == 0

    created, renamed, counted, back, _ = _guilds(strict_gateway, guild["id"])
    assert (created["name"], renamed["name"], back["name"]) == ("Neuland", "Altland", "Altland")
    counts = [each["member_count"] - renamed["member_count"] for each in (counted, back)]
    assert counts == [1, 5]  # the first change at once, those that follow together


async def test_a_worker_that_stops_without_its_backend_leaves_the_rest_to_the_next(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    channel = discord.channel(discord.guild()["id"], "tech-help")
    async with worker(environment(tmp_path, discord, "ws://127.0.0.1:9/nobody")) as process:
        await process.until_logged("discord.ready")
        discord.say(channel, "for later")
        await process.until_spooled(2)
        assert await process.stop() == 0
        assert process.lines[-2]["events_left_for_the_next"] == 2

    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await strict_gateway.until(lambda: _contents(strict_gateway, channel) == ["for later"])
        assert await process.stop() == 0
