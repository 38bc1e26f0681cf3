"""A worker meets a Discord that misbehaves, refuses it, or is not there; and an operator's mistakes."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_worker import environment, worker

EXIT_CANNOT_RUN = 78


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("discord"), "--guilds", "3", "--members", "30") as started:
        yield started


def _contents(gateway: StrictGateway) -> list[str]:
    return [decoded(event)["content"] for event in gateway.events if event.type == "message_create"]


def _syncs(gateway: StrictGateway) -> list[Any]:
    return [decoded(event) for event in gateway.events if event.type == "guild_sync"]


def _inject(discord: SimulatorProcess, name: str, data: dict[str, Any], guild_id: str) -> None:
    discord.control("POST", "/gateway/events", name=name, data=data, guild_id=int(guild_id))


async def test_malformed_payloads_do_not_end_the_bot_and_what_people_do_not_write_is_not_captured(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()
    channel = discord.channel(guild["id"])
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await strict_gateway.until(lambda: len(_syncs(strict_gateway)) == 1)
        message = discord.say(channel, "first")
        for change in (
            {"id": None},
            {"author": "nobody"},
            {"author": {**message["author"], "bot": True}, "id": "11"},
            {"webhook_id": "12", "id": "12"},
            {"type": 7, "id": "13"},
        ):
            _inject(discord, "MESSAGE_CREATE", {**message, **change}, guild["id"])
        _inject(discord, "GUILD_MEMBER_ADD", {"guild_id": guild["id"]}, guild["id"])
        _inject(discord, "GUILD_CREATE", {"id": "x"}, guild["id"])
        _inject(discord, "NEWS_FROM_TOMORROW", {"x": 1}, guild["id"])
        discord.say(channel, "second")
        discord.control("POST", "/gateway/raw", frame='{"op": 0, "t": ')
        discord.say(channel, "third")

        await strict_gateway.until(lambda: _contents(strict_gateway) == ["first", "second", "third"])
        assert await process.stop() == 0

    malformed = [line["payload"] for line in process.lines if line["event"] == "discord.payload_malformed"]
    assert malformed == ["MESSAGE_CREATE", "MESSAGE_CREATE", "GUILD_MEMBER_ADD", "GUILD_CREATE"]
    assert process.events.count("discord.payload_unreadable") == 1
    assert len(_syncs(strict_gateway)) == 1, "an unreadable payload costs no session"


async def test_a_session_that_discord_takes_away_is_replaced_after_a_pause_and_all_guilds_are_told_anew(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await strict_gateway.until(lambda: len(_syncs(strict_gateway)) == 1)
        discord.control("POST", "/gateway/invalidate", resumable=False)
        await process.until_logged("discord.session_invalidated")
        discord.control("DELETE", f"/guilds/{guild['id']}/bot")

        await strict_gateway.until(lambda: len(_syncs(strict_gateway)) == 2, seconds=30)
        assert await process.stop() == 0

    before, after = ({each["id"] for each in sync["guilds"]} for sync in _syncs(strict_gateway))
    assert before - after == {guild["id"]}
    discord.control("PUT", f"/guilds/{guild['id']}/bot")


async def test_a_discord_that_is_not_there_yet_is_waited_for(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    discord.control("PUT", "/faults", rest_drop=2)
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await process.until_logged("discord.cannot_connect")
        status, health = await process.health()
        assert (status, health["discord"]["connected"]) == (503, False)

        await strict_gateway.until(lambda: len(_syncs(strict_gateway)) == 1)
        assert await process.stop() == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"DISCORD_BOT_TOKEN": "MTIz.no.token"}, "check DISCORD_BOT_TOKEN"),
        ({"BOT_ID": "1"}, "BOT_ID is not the id"),
        ({"GATEWAY_URL": "ws://"}, "GATEWAY_URL is not"),
        ({"SPOOL_PATH": "/proc/spool.db"}, "cannot be used"),
    ],
)
async def test_a_mistake_of_the_operator_is_said_in_one_line(
    tmp_path: Path,
    discord: SimulatorProcess,
    strict_gateway: StrictGateway,
    changes: dict[str, str],
    reason: str,
) -> None:
    async with worker(environment(tmp_path, discord, strict_gateway.url, **changes)) as process:
        assert await process.ended() == EXIT_CANNOT_RUN

    (last,) = [line for line in process.lines if line["level"] == "critical"]
    assert last["event"] == "worker.cannot_run"
    assert reason in last["reason"]
    assert "exception" not in last
    assert process.errors == b""


async def test_intents_that_are_not_granted_are_named(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    flags = (1 << 13) | (1 << 15) | (1 << 19)
    discord.control("PATCH", "/application", flags=0)
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        assert await process.ended() == EXIT_CANNOT_RUN
    discord.control("PATCH", "/application", flags=flags)

    assert "privileged intents" in process.lines[-1]["reason"]


async def test_a_missing_variable_is_named_before_anything_starts(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    variables = environment(tmp_path, discord, strict_gateway.url)
    del variables["BOT_LINK_SECRET"], variables["DISCORD_BOT_TOKEN"]

    async with worker(variables) as process:
        assert await process.ended() == EXIT_CANNOT_RUN

    assert b"BOT_LINK_SECRET is missing" in process.errors
    assert b"DISCORD_BOT_TOKEN is missing" in process.errors
    assert process.lines == []


async def test_a_port_in_use_is_named(tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with worker(environment(tmp_path, discord, strict_gateway.url, HEALTH_PORT=port)) as process:
            assert await process.ended() == EXIT_CANNOT_RUN

    assert f"Port {port} of 127.0.0.1 is in use" in process.lines[-1]["reason"]


async def test_a_second_worker_on_the_same_spool_does_not_start(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    variables = environment(tmp_path, discord, strict_gateway.url)
    async with worker(variables) as first:
        await first.until_logged("worker.started")
        async with worker(variables) as second:
            assert await second.ended() == EXIT_CANNOT_RUN

    assert "Another worker uses the spool" in second.lines[-1]["reason"]
