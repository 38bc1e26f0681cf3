"""A worker that was away reads what happened meanwhile, and says what it could not see."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.events import Event
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_worker import environment, worker

_seeds = itertools.count(8_100)


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[SimulatorProcess]:
    """A bot of the test's own: no worker before it has ever listened for it."""
    with simulator(tmp_path, "--guilds", "3", "--members", "30", "--seed", str(next(_seeds))) as started:
        yield started


def _of(gateway: StrictGateway, guild_id: str, kind: str) -> list[Event]:
    return [event for event in gateway.events if event.type == kind and event.guild_id == int(guild_id)]


def _contents(gateway: StrictGateway, guild_id: str, channel_id: str) -> list[str]:
    messages = _of(gateway, guild_id, "message_create")
    return [decoded(event)["content"] for event in messages if event.channel_id == int(channel_id)]


def _gaps(gateway: StrictGateway, guild_id: str) -> list[Any]:
    return [decoded(event) for event in _of(gateway, guild_id, "gap")]


def _members(discord: SimulatorProcess, guild_id: str) -> list[str]:
    """Let three people join, and return their ids."""
    return [discord.control("POST", f"/guilds/{guild_id}/members")["user"]["id"] for _ in range(3)]


async def test_what_happened_while_the_worker_was_dead_is_there_once_in_order_and_the_rest_is_a_gap(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()["id"]
    general, other = discord.channel(guild), discord.channel(guild, "off-topic")
    owner = discord.guild()["owner_id"]
    kicked, banned, timed_out = _members(discord, guild)
    variables = environment(tmp_path, discord, strict_gateway.url)
    async with worker(variables) as process:
        await process.until_logged("discord.ready")
        discord.say(general, "seen live")
        await strict_gateway.until(lambda: _contents(strict_gateway, guild, general) == ["seen live"])
        assert await process.kill() == -9

    said = [f"message {number}" for number in range(130)]
    for text in said:
        discord.say(general, text)
    discord.say(other, "elsewhere")
    gone = discord.say(other, "gone before anybody saw it")
    discord.control("DELETE", f"/channels/{other}/messages/{gone['id']}", user_id=owner)
    joined = discord.control("POST", "/guilds", name="Neuland", owner_id=int(owner))["id"]
    members = f"/guilds/{guild}/members"
    discord.control("POST", f"{members}/{kicked}/kick", actor_id=owner, reason="spam")
    discord.control("POST", f"{members}/{banned}/ban", actor_id=owner, reason="worse spam")
    discord.control("POST", f"{members}/{timed_out}/update", actor_id=owner, timeout_seconds=600)

    async with worker(variables) as process:
        await strict_gateway.until(lambda: all(_gaps(strict_gateway, each) for each in (guild, joined)))
        discord.say(general, "live again")
        await strict_gateway.until(lambda: _contents(strict_gateway, guild, general)[-1:] == ["live again"])
        assert await process.stop() == 0

    assert _contents(strict_gateway, guild, general) == ["seen live", *said, "live again"]
    assert _contents(strict_gateway, guild, other) == ["elsewhere"]
    (kick,) = _of(strict_gateway, guild, "member_remove")
    assert (decoded(kick)["user_id"], decoded(kick)["kicked_by"], decoded(kick)["reason"]) == (kicked, owner, "spam")
    (ban,) = _of(strict_gateway, guild, "member_ban")
    assert (decoded(ban)["user_id"], decoded(ban)["moderator_id"]) == (banned, owner)
    (timeout,) = _of(strict_gateway, guild, "member_update")
    assert (decoded(timeout)["user_id"], decoded(timeout)["member"]["timed_out_until"] is None) == (timed_out, False)
    actions = [decoded(event)["action"] for event in _of(strict_gateway, guild, "audit_log_entry")]
    assert actions == [20, 22, 24]
    (gap,) = _gaps(strict_gateway, guild)
    assert gap["reason"] == "offline"
    assert {"message_delete", "message_update", "voice_state_update"} <= set(gap["kinds"])
    assert not {"message_create", "member_ban", "audit_log_entry"} & set(gap["kinds"])
    assert gap["first_at"] < kick.timestamp < gap["last_at"]
    (since_joined,) = _gaps(strict_gateway, joined)
    assert gap["first_at"] < since_joined["first_at"] < since_joined["last_at"] == gap["last_at"]


async def test_a_worker_killed_while_it_reads_the_past_goes_on_where_it_was(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild(number=1)["id"]
    names = ("general", "off-topic", "tech-help")
    channels = [discord.channel(guild, name) for name in names]
    variables = environment(tmp_path, discord, strict_gateway.url)
    async with worker(variables) as process:
        await strict_gateway.until(lambda: any(event.type == "guild_sync" for event in strict_gateway.events))
        assert await process.kill() == -9
    said = [f"message {number}" for number in range(110)]
    for channel in channels:
        for text in said:
            discord.say(channel, text)

    async with worker(variables) as process:
        await strict_gateway.until(lambda: len(_of(strict_gateway, guild, "message_create")) > 100)
        assert await process.kill() == -9
    assert _gaps(strict_gateway, guild) == []

    async with worker(variables) as process:
        await strict_gateway.until(lambda: len(_gaps(strict_gateway, guild)) == 2)
        assert await process.stop() == 0

    for channel in channels:
        assert _contents(strict_gateway, guild, channel) == said
    first, second = sorted(_gaps(strict_gateway, guild), key=lambda gap: int(gap["first_at"]))
    assert first["last_at"] <= second["first_at"]
    assert "message_create" not in {*first["kinds"], *second["kinds"]}


async def test_a_session_that_discord_takes_away_leaves_a_gap_and_one_that_goes_on_does_not(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild = discord.guild()["id"]
    general = discord.channel(guild)
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await process.until_logged("discord.ready")
        discord.control("POST", "/gateway/drop")
        discord.say(general, "resumed")
        await strict_gateway.until(lambda: _contents(strict_gateway, guild, general) == ["resumed"])
        assert _gaps(strict_gateway, guild) == []

        discord.control("POST", "/gateway/invalidate", resumable=False)
        await process.until_logged("discord.session_invalidated")
        discord.say(general, "in between")
        await strict_gateway.until(lambda: len(_gaps(strict_gateway, guild)) == 1, seconds=40)
        assert await process.stop() == 0

    assert _contents(strict_gateway, guild, general) == ["resumed", "in between"]
    (gap,) = _gaps(strict_gateway, guild)
    assert gap["last_at"] - gap["first_at"] < 40_000
