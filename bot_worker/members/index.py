"""Answers who is in a guild, gathering its members the first time that somebody asks."""

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import aiohttp
import discord

from bot_worker.capture.payloads import read
from bot_worker.client import Bot
from bot_worker.members.changes import Change
from bot_worker.members.filling import Filling
from bot_worker.members.hearing import CHANGES
from bot_worker.members.known import MOST_MEMBERS, KnownGuilds
from bot_worker.members.payloads import Chunk, RateLimited
from bot_worker.members.table import MemberTable
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.shards.fleet import Fleet
from shared.kernel.commands import QueryMembers
from shared.kernel.errors import BotUnavailableError
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import shard_of

log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 1.5  # of whoever asks, for members that are soon there; the backend waits for 3
SEND_SECONDS: Final = 1.0
MOST_WAITING: Final = 200_000  # members on their way to the file: beyond, the index is begun anew
_NOT_SENT: Final = (OSError, TimeoutError, RuntimeError, aiohttp.ClientError, discord.DiscordException)


class MemberIndex:
    """`now` is a steady clock, in seconds, and `now_ms` the time of day."""

    def __init__(
        self, table: MemberTable, fleet: Callable[[], Fleet], *, now: Callable[[], float], now_ms: Callable[[], int]
    ) -> None:
        self._table = table
        self._fleet = fleet
        self._now = now
        self._now_ms = now_ms
        self._known = KnownGuilds(self._take)
        self._changes: list[Change] = []
        self._waiting = 0
        self._changed = asyncio.Event()
        self._writing = asyncio.Lock()

    def follow(self, bot: Bot) -> None:
        """Hear what a bot that is about to connect is told of members; a new session tells nothing of before it."""
        for name, change_of in CHANGES.items():
            bot.heed(name, partial(self._hear, change_of))
        bot.heed("READY", lambda _: self._known.forget_where(lambda guild_id: _is_of(guild_id, bot)))
        bot.heed_alone("GUILD_MEMBERS_CHUNK", self._hear_chunk)
        bot.heed_alone("RATE_LIMITED", self._hear_refusal)

    async def run(self) -> None:
        """Write what was heard, until cancelled."""
        while True:
            await self._changed.wait()
            await self._write()

    async def query(self, query: QueryMembers) -> MemberPage:
        """Answer with a page, or with how far the members have been gathered.

        Raise `NotFoundError` for a guild that is not ours, `BotUnavailableError` where we cannot know all its members.
        """
        fleet = self._fleet()
        guild, bot = fleet.guild(query.guild_id), fleet.bot_of(query.guild_id)
        size = guild.member_count or 0
        if not bot.is_connected or size > MOST_MEMBERS:
            raise BotUnavailableError
        filling = self._known.find(query.guild_id)
        if filling is None or (not filling.is_complete and filling.may_ask_again(self._now())):
            filling = await self._gather(bot, query.guild_id, size)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await filling.completed.wait()
        except TimeoutError:
            return MemberPage(progress=filling.progress)
        return await self._page(query)

    async def _page(self, query: QueryMembers) -> MemberPage:
        await self._write()
        if self._known.find(query.guild_id) is None:
            raise BotUnavailableError  # forgotten while we were busy
        try:
            return await self._table.page(query, self._now_ms())
        except (sqlite3.Error, StorageFullError) as error:
            self._give_up(error)
            raise BotUnavailableError from error

    async def _gather(self, bot: Bot, guild_id: int, size: int) -> Filling:
        filling = Filling(secrets.token_hex(8), self._now())
        self._known.begin(guild_id, size, filling)
        log.info("members.gathering", extra={"guild_id": str(guild_id), "members": size})
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await bot.ws.request_chunks(guild_id, query="", limit=0, nonce=filling.asked_as)
        except _NOT_SENT as error:
            self._known.forget([guild_id])
            raise BotUnavailableError from error
        return filling

    def _hear(self, change_of: Callable[[dict[str, Any]], Change], payload: dict[str, Any]) -> None:
        self._known.hear(change_of(payload))

    def _hear_chunk(self, payload: dict[str, Any]) -> None:
        self._known.hear_chunk(read(payload, Chunk), self._now())

    def _hear_refusal(self, payload: dict[str, Any]) -> None:
        self._known.hear_refusal(read(payload, RateLimited), self._now())

    def _take(self, change: Change) -> None:
        self._changes.append(change)
        self._waiting += change.size
        self._changed.set()
        if self._waiting > MOST_WAITING:
            self._waiting = 0
            self._known.forget_where(lambda _: True)

    async def _write(self) -> None:
        """Bring the file to what was heard."""
        async with self._writing:
            self._changed.clear()
            changes, self._changes, self._waiting = self._changes, [], 0
            if not changes:
                return
            try:
                await self._table.apply(changes)
            except (sqlite3.Error, StorageFullError) as error:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Know nothing any more: what the file has is not what was heard."""
        log.warning("members.index_lost", extra={"reason": type(error).__name__})
        self._known.forget_where(lambda _: True)


def _is_of(guild_id: int, bot: Bot) -> bool:
    return shard_of(guild_id, bot.shard_count) == bot.shard_id
