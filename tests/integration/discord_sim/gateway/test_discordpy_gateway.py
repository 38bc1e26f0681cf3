"""discord.py's own client on the simulator's gateway: login, members, events, and every kind of interruption."""

import asyncio
from typing import Any

import discord
import pytest

from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.discord_sim.gateway.bots import Bot, ShardedBot, guild_of, running


async def test_it_logs_in_and_knows_every_member(sim: SimulatorProcess) -> None:
    async with running(sim, Bot()) as bot:
        guild = guild_of(sim, bot)

        assert str(bot.application_id) == sim.client_id
        assert len(bot.guilds) == 3
        assert guild.chunked
        assert guild.member_count == len(guild.members)
        assert len(guild.members) > 2_500
        assert guild.me.guild_permissions.ban_members
        assert not guild.me.guild_permissions.administrator


async def test_a_message_arrives_with_its_author_as_a_member(sim: SimulatorProcess) -> None:
    person = sim.person("dana")
    async with running(sim, Bot(chunk_guilds_at_startup=False)) as bot:
        guild = guild_of(sim, bot)
        incoming = asyncio.create_task(bot.hears("message"))

        await asyncio.to_thread(sim.say, sim.channel(str(guild.id)), "bonjour 👋 שלום", person)
        message = await incoming

    assert (message.content, str(message.author.id), message.guild) == ("bonjour 👋 שלום", person, guild)
    assert isinstance(message.author, discord.Member)


@pytest.mark.parametrize(
    ("lever", "aim"),
    [("reconnect", {}), ("invalidate", {"resumable": True}), ("close", {"code": 4000}), ("drop", {})],
)
async def test_it_resumes_and_misses_nothing(sim: SimulatorProcess, lever: str, aim: dict[str, Any]) -> None:
    async with running(sim, Bot(chunk_guilds_at_startup=False)) as bot:
        channel = sim.channel(str(guild_of(sim, bot).id))
        sim.say(channel, "before")
        await bot.heard("before")
        resumed = asyncio.create_task(bot.hears("resumed"))

        sim.control("POST", f"/gateway/{lever}", **aim)
        sim.say(channel, "meanwhile")
        await resumed
        sim.say(channel, "after")
        await bot.heard("after")

    assert bot.said == ["before", "meanwhile", "after"]


async def test_an_invalid_session_means_a_new_one(sim: SimulatorProcess) -> None:
    async with running(sim, Bot(chunk_guilds_at_startup=False)) as bot:
        old = {each["session_id"] for each in sim.control("GET", "/gateway")["sessions"]}
        again = asyncio.create_task(bot.hears("ready"))

        sim.control("POST", "/gateway/invalidate", resumable=False)
        await again

        (new,) = (each for each in sim.control("GET", "/gateway")["sessions"] if each["connected"])
        assert new["session_id"] not in old


async def test_guilds_come_change_fail_and_go(sim: SimulatorProcess) -> None:
    guild = sim.guild(with_bot=False)
    path = f"/guilds/{guild['id']}"
    async with running(sim, Bot(chunk_guilds_at_startup=False)) as bot:
        heard = []
        for event, method, suffix, body in (
            ("guild_join", "PUT", "/bot", {}),
            ("guild_update", "PATCH", "", {"name": "Renamed"}),
            ("guild_unavailable", "PUT", "/outage", {}),
            ("guild_available", "DELETE", "/outage", {}),
            ("guild_remove", "DELETE", "/bot", {}),
        ):
            waiting = asyncio.create_task(bot.hears(event))
            await asyncio.sleep(0)
            sim.control(method, f"{path}{suffix}", **body)
            result = await waiting
            heard.append((event, str((result[1] if isinstance(result, tuple) else result).id)))
        sim.control("PATCH", path, name=guild["name"])

    assert [one[1] for one in heard] == [guild["id"]] * 5


async def test_two_shards_share_the_guilds(sim: SimulatorProcess) -> None:
    async with running(sim, ShardedBot(shard_count=2, chunk_guilds_at_startup=False)) as bot:
        shards = {guild.id: guild.shard_id for guild in bot.guilds}

    assert len(shards) == 3
    assert all(shard_id == (guild_id >> 22) % 2 for guild_id, shard_id in shards.items())


async def test_a_stalled_gateway_is_felt_as_silence(sim: SimulatorProcess) -> None:
    async with running(sim, Bot(chunk_guilds_at_startup=False)) as bot:
        channel = sim.channel(str(guild_of(sim, bot).id))
        sim.control("PUT", "/faults", gateway_stalled=True)

        sim.say(channel, "late")
        await asyncio.sleep(0.3)
        silent = "late" not in bot.said
        sim.control("DELETE", "/faults")
        await bot.heard("late")

    assert silent


async def test_privileged_intents_that_the_application_lacks_are_refused(sim: SimulatorProcess) -> None:
    sim.control("PATCH", "/application", flags=0)
    try:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with running(sim, Bot()):
                pass
    finally:
        sim.control("PATCH", "/application", flags=1 << 13 | 1 << 15 | 1 << 19)


async def test_without_the_content_intent_messages_are_blank(sim: SimulatorProcess) -> None:
    intents = discord.Intents.all()
    intents.message_content = False
    async with running(sim, Bot(intents=intents, chunk_guilds_at_startup=False)) as bot:
        guild = guild_of(sim, bot)

        sim.say(sim.channel(str(guild.id)), "secret")
        sim.say(sim.channel(str(guild.id)), f"<@{bot.application_id}> hello")
        await bot.heard(f"<@{bot.application_id}> hello")

    assert bot.said == ["", f"<@{bot.application_id}> hello"]
