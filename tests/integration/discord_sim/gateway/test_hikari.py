"""hikari's own client on the simulator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import hikari
import pytest

from tests.fixtures.discord_sim import SimulatorProcess

SECONDS = 20.0
_E = TypeVar("_E", bound=hikari.Event)


@asynccontextmanager
async def running(sim: SimulatorProcess) -> AsyncIterator[hikari.GatewayBot]:
    bot = hikari.GatewayBot(
        sim.bot_token,
        intents=hikari.Intents.ALL,
        rest_url=sim.api_url,
        auto_chunk_members=False,
        banner=None,
        suppress_optimization_warning=True,
    )
    available = asyncio.create_task(heard(bot, hikari.GuildAvailableEvent))
    await bot.start(check_for_updates=False)
    try:
        await available
        yield bot
    finally:
        await bot.close()


async def heard(bot: hikari.GatewayBot, event: type[_E]) -> _E:
    return await bot.wait_for(event, timeout=SECONDS)


def ordinary(sim: SimulatorProcess, guild_id: str) -> int:
    joined = sim.control("POST", f"/guilds/{guild_id}/members")
    return int(joined["user"]["id"])


async def test_it_logs_in_and_gets_every_member(sim: SimulatorProcess) -> None:
    guild = sim.guild()
    async with running(sim) as bot:
        me = bot.get_me()
        chunks: list[hikari.MemberChunkEvent] = []
        whole = asyncio.Event()

        @bot.listen()
        async def collect(event: hikari.MemberChunkEvent) -> None:
            chunks.append(event)
            if event.chunk_index == event.chunk_count - 1:
                whole.set()

        await bot.request_guild_members(int(guild["id"]), include_presences=True)
        await asyncio.wait_for(whole.wait(), SECONDS)

    assert str(me.id if me else 0) == sim.client_id
    assert sum(len(chunk.members) for chunk in chunks) == sim.guild()["member_count"]


async def test_a_message_arrives(sim: SimulatorProcess) -> None:
    channel_id = sim.channel(sim.guild()["id"])
    async with running(sim) as bot:
        message = asyncio.create_task(heard(bot, hikari.GuildMessageCreateEvent))
        await asyncio.sleep(0)

        sim.say(channel_id, "こんにちは")

        assert (await message).content == "こんにちは"


async def test_it_moderates(sim: SimulatorProcess) -> None:
    guild_id = sim.guild()["id"]
    helper = next(int(each["id"]) for each in sim.guild()["roles"] if each["name"] == "Helper")
    silenced, kicked, banned = (ordinary(sim, guild_id) for _ in range(3))
    async with running(sim) as bot:
        guild = int(guild_id)
        until = datetime.now(UTC) + timedelta(minutes=5)

        updated = asyncio.create_task(heard(bot, hikari.MemberUpdateEvent))
        await bot.rest.edit_member(guild, silenced, communication_disabled_until=until, reason="calm")
        assert (await updated).member.communication_disabled_until() == until
        updated = asyncio.create_task(heard(bot, hikari.MemberUpdateEvent))
        await bot.rest.add_role_to_member(guild, silenced, helper)
        assert helper in (await updated).member.role_ids
        removed = asyncio.create_task(heard(bot, hikari.MemberDeleteEvent))
        await bot.rest.kick_user(guild, kicked)
        assert (await removed).user_id == kicked
        ban = asyncio.create_task(heard(bot, hikari.BanCreateEvent))
        await bot.rest.ban_user(guild, banned, delete_message_seconds=60)
        assert (await ban).user_id == banned
        with pytest.raises(hikari.ForbiddenError):
            await bot.rest.kick_user(guild, int(sim.person("bruno")))


@pytest.mark.parametrize("lever", ["reconnect", "drop"])
async def test_it_resumes(sim: SimulatorProcess, lever: str) -> None:
    async with running(sim) as bot:
        resumed = asyncio.create_task(heard(bot, hikari.ShardResumedEvent))
        await asyncio.sleep(0)

        sim.control("POST", f"/gateway/{lever}")

        assert (await resumed).shard.id == 0


async def test_after_an_invalid_session_it_starts_anew(sim: SimulatorProcess) -> None:
    async with running(sim) as bot:
        ready = asyncio.create_task(heard(bot, hikari.ShardReadyEvent))
        await asyncio.sleep(0)

        sim.control("POST", "/gateway/invalidate", resumable=False)

        assert str((await ready).my_user.id) == sim.client_id
