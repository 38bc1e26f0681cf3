"""Watches the sessions with Discord: until when each was heard, and what each new one missed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from bot_worker.backfill.discord_pages import newest_of
from bot_worker.backfill.hearing import Hearing, ShardKey
from bot_worker.backfill.ledger import Ledger, ShardHeard
from bot_worker.backfill.model import Absence, Cursor
from bot_worker.backfill.newest import NewestIds, newer
from bot_worker.backfill.rules import absence_of
from bot_worker.client import Bot
from bot_worker.pipeline.spool.errors import StorageFullError

log = logging.getLogger(__name__)

HELD_BACK_MS: Final = 2_000  # what waits for the audit log, and for the disk
ROOM_SECONDS: Final = 2.0  # between looks at a disk that is full


class Sessions:
    """Writes down how far Discord was heard, from time to time, and what a session missed, before it goes on.

    What is written was heard at the time before: some events are held back for a moment before they are captured.
    Cursors wait while absences are written down: they would hide what was missed from the next process.
    """

    def __init__(self, ledger: Ledger, *, now_ms: Callable[[], int]) -> None:
        self._ledger = ledger
        self._hearing = Hearing()
        self._cursors: dict[int, Cursor] = {}
        self._now_ms = now_ms
        self._newest = NewestIds()
        self._seen: tuple[list[ShardHeard], list[Cursor]] = ([], [])
        self._bots: dict[ShardKey, Bot] = {}
        self.note = self._newest.note
        self._writing = asyncio.Lock()
        self._handed_over: set[ShardKey] = set()
        self.missed_something = asyncio.Event()
        self.begun = 0
        self.resumed = 0

    async def load(self) -> None:
        """Read what earlier processes noted, before the first session begins."""
        for shard_count, shard_id, heard_at in await self._ledger.shards():
            self._hearing.note((shard_count, shard_id), heard_at)
        self._cursors = await self._ledger.cursors()

    def follow(self, bot: Bot) -> None:
        """Watch the sessions of a bot that is about to connect."""
        shard = (bot.shard_count, bot.shard_id)
        self._bots[shard] = bot

        async def on_connect() -> None:
            await self._begin(shard, bot)

        async def on_resumed() -> None:
            self.resumed += 1
            self._listen(shard, bot)

        async def on_ready() -> None:
            await self._note_newest(bot)
            self.missed_something.set()

        for listener in (on_connect, on_resumed, on_ready):
            bot.add_listener(listener)

    def heard_at(self, shard_id: int, shard_count: int) -> int | None:
        """Return until when all that a shard said is captured, in milliseconds since 1970; None where it never was."""
        heard_at = self._hearing.at((shard_count, shard_id))
        return None if heard_at is None else heard_at - HELD_BACK_MS

    def note_heard(self, shard_id: int, shard_count: int, until_ms: int) -> None:
        """Note that another worker listened to a shard until then, before a session of ours begins."""
        self._hearing.note((shard_count, shard_id), until_ms)

    def note_handed_over(self, shard_id: int, shard_count: int) -> None:
        """Note that another worker listens to a shard until the next session of ours has begun: it misses nothing."""
        self._handed_over.add((shard_count, shard_id))

    def bot_of(self, guild_id: int) -> Bot | None:
        """Return the bot that has this guild and is ready."""
        for bot in self._bots.values():
            guild = bot.get_guild(guild_id) if bot.is_connected else None
            if guild is not None and not guild.unavailable:
                return bot
        return None

    async def save(self, until_spooled: Callable[[], Awaitable[None]]) -> None:
        """Write down what was heard at the last call; raise `StorageFullError`."""
        (shards, cursors), self._seen = self._seen, (self._hearing.snapshot(), self._newest.take())
        try:
            await until_spooled()
            async with self._writing:
                await self._ledger.heard(shards, cursors)
        except BaseException:
            self._seen = (self._seen[0], [*cursors, *self._seen[1]])
            raise
        self._remember(cursors)

    async def _begin(self, shard: ShardKey, bot: Bot) -> None:
        self.begun += 1
        now = self._now_ms()
        handed_over = shard in self._handed_over
        self._handed_over.discard(shard)
        missed = [] if handed_over else [self._missed(guild.id, now) for guild in bot.guilds]
        absences = [absence for absence in missed if absence is not None]
        await self._write_down((*shard, now), absences)
        self._hearing.note(shard, now)
        self._listen(shard, bot)
        log.info("discord.session_begun", extra={"shard_id": bot.shard_id, "guilds_missed": len(absences)})

    async def _note_newest(self, bot: Bot) -> None:
        """Let cursors stand at what there was when the session began: it is no absence's, or written down as one's."""
        newest = [newest_of(guild) for guild in bot.guilds if not guild.unavailable]
        try:
            async with self._writing:
                await self._ledger.heard([], newest)
        except StorageFullError:
            log.warning("backfill.disk_full")  # the next session will read a little more
        self._remember(newest)

    def _remember(self, cursors: Iterable[Cursor]) -> None:
        for cursor in cursors:
            self._cursors[cursor.guild_id] = newer(cursor, self._cursors.get(cursor.guild_id, cursor))

    async def _write_down(self, heard: ShardHeard, absences: list[Absence]) -> None:
        """Until this is on disk, the shard counts as not heard."""
        async with self._writing:
            while True:
                try:
                    return await self._ledger.begin(heard, absences)
                except StorageFullError:
                    log.warning("backfill.disk_full")
                    await asyncio.sleep(ROOM_SECONDS)

    def _missed(self, guild_id: int, now: int) -> Absence | None:
        heard_at = self._hearing.of_guild(guild_id)
        if heard_at is None:
            return None
        return absence_of(guild_id, heard_at, now, self._cursors.get(guild_id, Cursor(guild_id=guild_id)))

    def _listen(self, shard: ShardKey, bot: Bot) -> None:
        socket, loop = bot.socket, asyncio.get_running_loop()
        if socket is None:
            return

        def last_frame_at() -> int:
            return self._now_ms() - round((loop.time() - socket.last_frame_at) * 1000)

        self._hearing.follow(shard, last_frame_at)
