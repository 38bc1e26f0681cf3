"""Tells all guilds of a shard that is ready, and how many members they have."""

import asyncio
from typing import Final

import discord
import msgspec
from discord.ext import commands

from bot_worker.client import Bot
from bot_worker.coalescing import Coalescer
from bot_worker.guild_sync import sync_chunks
from bot_worker.texts import sound
from shared.kernel import json
from shared.kernel.event_ids import guild_change_id, guild_sync_id
from shared.kernel.events import NO_GUILD, Event, EventType, GuildData, GuildPayload
from shared.kernel.snowflakes import Snowflake

MEMBER_COUNT_SECONDS: Final = 30.0


class Guilds(commands.Cog):
    """What changes in a guild from then on is captured; the members are counted, and told now and then."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._member_counts = Coalescer(MEMBER_COUNT_SECONDS)
        self._timers: dict[int, asyncio.TimerHandle] = {}

    async def cog_unload(self) -> None:
        for timer in self._timers.values():
            timer.cancel()

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        self._bot.is_synced = False

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        guilds, shard_id, now = self._bot.guilds, self._bot.shard_id, self._now()
        for chunk in sync_chunks(
            [guild_payload(guild) for guild in guilds if not guild.unavailable],
            [guild.id for guild in guilds if guild.unavailable],
            bot_id=self._bot_id,
            shard_id=shard_id,
            shard_count=self._bot.shard_count,
        ):
            event_id = guild_sync_id(self._bot.session_id, shard_id, chunk.from_id)
            self._capture(event_id, EventType.GUILD_SYNC, NO_GUILD, chunk, now)
        self._bot.is_synced = True

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._forget_timer(guild.id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        self._member_count_changed(member.guild.id)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        self._member_count_changed(payload.guild_id)

    @property
    def _bot_id(self) -> Snowflake:
        return Snowflake(self._bot.user.id if self._bot.user is not None else 0)

    def _now(self) -> int:
        return int(self._bot.clock().timestamp() * 1000)

    def _member_count_changed(self, guild_id: int) -> None:
        delay = self._member_counts.changed(guild_id, self._bot.loop.time())
        if delay is not None:
            self._timers[guild_id] = self._bot.loop.call_later(delay, self._tell_member_count, guild_id)

    def _tell_member_count(self, guild_id: int) -> None:
        self._timers.pop(guild_id, None)
        self._member_counts.reported(guild_id, self._bot.loop.time())
        guild = self._bot.get_guild(guild_id)
        if guild is not None and not guild.unavailable:
            self._tell(guild)

    def _forget_timer(self, guild_id: int) -> None:
        self._member_counts.forget(guild_id)
        timer = self._timers.pop(guild_id, None)
        if timer is not None:
            timer.cancel()

    def _tell(self, guild: discord.Guild) -> None:
        payload, now = guild_payload(guild), self._now()
        data = GuildData(bot_id=self._bot_id, guild=payload)
        event_id = guild_change_id(EventType.GUILD_UPDATE, payload, now)
        self._capture(event_id, EventType.GUILD_UPDATE, guild.id, data, now)

    def _capture(self, event_id: str, kind: EventType, guild_id: int, data: msgspec.Struct, now: int) -> None:
        self._bot.capture(
            Event(
                id=event_id,
                type=kind,
                guild_id=Snowflake(guild_id),
                data=msgspec.Raw(json.encode(data)),
                timestamp=now,
            )
        )


def guild_payload(guild: discord.Guild) -> GuildPayload:
    return GuildPayload(
        id=Snowflake(guild.id),
        name=sound(guild.name),
        icon=None if guild.icon is None else guild.icon.key,
        owner_id=Snowflake(guild.owner_id or 0),
        member_count=guild.member_count or 0,
    )


async def setup(bot: Bot) -> None:
    await bot.add_cog(Guilds(bot))
