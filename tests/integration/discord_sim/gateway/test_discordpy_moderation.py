"""discord.py's own client moderates: what it does to people happens, is told, and is written down."""

import asyncio
from datetime import timedelta

import discord
import pytest

from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.discord_sim.gateway.bots import Bot, guild_of, ordinary, running


async def test_a_timeout_is_told_and_recorded(sim: SimulatorProcess) -> None:
    async with running(sim, Bot()) as bot:
        member = ordinary(guild_of(sim, bot))
        updated = asyncio.create_task(bot.hears("member_update"))
        recorded = asyncio.create_task(bot.hears("audit_log_entry_create"))

        await member.timeout(timedelta(minutes=10), reason="calm down ☕")

        assert (await updated)[1].is_timed_out()
        entry = await recorded
        assert (entry.action, entry.reason) == (discord.AuditLogAction.member_update, "calm down ☕")
        with pytest.raises(AssertionError, match="50013"):
            sim.say(sim.channel(str(member.guild.id)), "let me speak", str(member.id))


async def test_a_kick_removes_the_member(sim: SimulatorProcess) -> None:
    async with running(sim, Bot()) as bot:
        guild = guild_of(sim, bot)
        member = ordinary(guild)
        removed = asyncio.create_task(bot.hears("member_remove"))

        await member.kick(reason="bye")

        assert await removed == member
        with pytest.raises(discord.NotFound) as unknown:
            await guild.fetch_member(member.id)
        assert unknown.value.code == 10007


async def test_a_ban_removes_the_member_and_their_messages(sim: SimulatorProcess) -> None:
    async with running(sim, Bot()) as bot:
        guild = guild_of(sim, bot)
        member = ordinary(guild)
        channel_id = sim.channel(str(guild.id))
        sim.say(channel_id, "spam", str(member.id))
        await bot.heard("spam")
        banned, deleted = (asyncio.create_task(bot.hears(each)) for each in ("member_ban", "raw_bulk_message_delete"))

        await guild.ban(member, reason="spam", delete_message_seconds=3_600)

        assert (await banned)[1].id == member.id
        assert (await deleted).channel_id == int(channel_id)
        assert (await guild.fetch_ban(member)).reason == "spam"
        entries = [one async for one in guild.audit_logs(limit=1, action=discord.AuditLogAction.ban)]
        assert entries[0].target is not None
        assert (entries[0].target.id, entries[0].user, entries[0].reason) == (member.id, bot.user, "spam")


async def test_an_unban_lets_them_back(sim: SimulatorProcess) -> None:
    async with running(sim, Bot()) as bot:
        guild = guild_of(sim, bot)
        member = ordinary(guild)
        await guild.ban(member)
        await guild.unban(member)
        joined = asyncio.create_task(bot.hears("member_join"))

        sim.control("POST", f"/guilds/{guild.id}/members", user_id=str(member.id))

        assert await joined == member


async def test_a_role_is_given_and_taken(sim: SimulatorProcess) -> None:
    async with running(sim, Bot()) as bot:
        guild = guild_of(sim, bot)
        member = ordinary(guild)
        role = discord.utils.get(guild.roles, name="Helper")
        assert role is not None
        seen = []

        for change in (member.add_roles, member.remove_roles):
            updated = asyncio.create_task(bot.hears("member_update"))
            await change(role)
            seen.append(role in (await updated)[1].roles)

    assert seen == [True, False]


async def test_nobody_above_the_bot_can_be_touched(sim: SimulatorProcess) -> None:
    async with running(sim, Bot()) as bot:
        guild = guild_of(sim, bot)
        admin = guild.get_member(int(sim.person("bruno")))
        assert admin is not None
        codes = []

        for attempt in (admin.kick(), admin.ban(), admin.timeout(timedelta(minutes=1)), admin.edit(nick="x")):
            with pytest.raises(discord.Forbidden) as refused:
                await attempt
            codes.append(refused.value.code)

    assert codes == [50013] * 4


async def test_it_waits_out_a_storm_of_429s(sim: SimulatorProcess) -> None:
    async with running(sim, Bot(chunk_guilds_at_startup=False)) as bot:
        guild = guild_of(sim, bot)
        sim.control("PUT", "/faults", rest_429=2, rest_429_retry_after=0.05, path_prefix="/api/v10/guilds")

        fetched = await bot.fetch_guild(guild.id)

        assert fetched.name == guild.name
        assert sim.control("GET", "/faults")["rest_429"] == 0
