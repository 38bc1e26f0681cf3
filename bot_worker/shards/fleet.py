"""The bots of this worker: one for each shard that it runs."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

import discord

from bot_worker.client import Bot
from bot_worker.shards.model import Start
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import shard_of

log = logging.getLogger(__name__)

STOP_SECONDS: Final = 3.0  # to say goodbye to Discord


class Fleet:
    """`live` keeps a bot connected until it is cancelled; `changed` is told when a shard became ready or went.

    A shard counts as ours, in `shard_ids` and for `bot_of`, once Discord has told its guilds. `shard_count` is that of
    the bot, in all its workers; 0 before it is known. `heard_at` is asked with a shard and that number. `is_spare`: all
    shards are run by others, or will be.
    """

    def __init__(
        self,
        make_bot: Callable[[Start, int], Bot],
        live: Callable[[Bot], Coroutine[None, None, None]],
        *,
        changed: Callable[[], None],
        heard_at: Callable[[int, int], int | None],
    ) -> None:
        self._make_bot = make_bot
        self._live = live
        self._changed = changed
        self._heard_at = heard_at
        self._started: dict[int, Bot] = {}
        self._ready: set[int] = set()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._group = asyncio.TaskGroup()
        self.shard_count = 0
        self.is_spare = False

    @property
    def bots(self) -> Sequence[Bot]:
        """All bots that have been started, by shard; not all of them may be connected."""
        return [self._started[shard_id] for shard_id in sorted(self._started)]

    @property
    def shard_ids(self) -> list[int]:
        return sorted(self._ready)

    @property
    def is_connected(self) -> bool:
        """Whether every shard of ours is connected, and Discord has told us its guilds."""
        return (self.is_spare or bool(self._started)) and all(bot.is_connected for bot in self._started.values())

    @property
    def latency_ms(self) -> int | None:
        """The age of the slowest shard's last heartbeat's answer; None before the first."""
        return max((bot.latency_ms for bot in self._started.values() if bot.latency_ms is not None), default=None)

    @property
    def guild_count(self) -> int:
        return sum(bot.guild_count for bot in self._started.values())

    @property
    def name(self) -> str | None:
        """The bot's user name; None before the first shard knows it."""
        return next((bot.user.name for bot in self._started.values() if bot.user is not None), None)

    def bot_of(self, guild_id: int) -> Bot:
        """Return the bot whose shard has this guild; raise `NotFoundError` where that is none of ours."""
        if not self.has(guild_id):
            raise NotFoundError
        return self._started[self.shard_of(guild_id)]

    def has(self, guild_id: int) -> bool:
        """Tell whether a guild's shard is ours, whether we are in the guild or not."""
        return self.shard_count > 0 and self.shard_of(guild_id) in self._ready

    def shard_of(self, guild_id: int) -> int:
        """Return a guild's shard, ours or not; -1 before anybody knows how many there are."""
        return shard_of(guild_id, self.shard_count) if self.shard_count else -1

    def guild(self, guild_id: int) -> discord.Guild:
        """Return a guild that we are in; raise `NotFoundError` for any other, and for one in an outage."""
        guild = self.bot_of(guild_id).get_guild(guild_id)
        if guild is None or guild.unavailable:
            raise NotFoundError
        return guild

    def heard_at(self, shard_id: int) -> int | None:
        """Return until when a shard was heard, in milliseconds since 1970; None before its session was ready."""
        return self._heard_at(shard_id, self.shard_count) if shard_id in self._ready else None

    async def run(self, decide: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run what starts and stops shards, and the shards; what one of them dies of ends all."""
        async with self._group:
            await decide()

    def start(self, start: Start) -> None:
        """Start the bot of a shard, while we run."""
        shard_id = start.shard_id
        bot = self._make_bot(start, self.shard_count)

        async def on_ready() -> None:
            self._note_ready(shard_id)

        bot.add_listener(on_ready)
        self._started[shard_id] = bot
        self._tasks[shard_id] = self._group.create_task(self._live(bot), name=f"shard {shard_id}")

    async def stop(self, shard_id: int) -> None:
        """End the session of a shard with Discord, and forget its bot."""
        task = self._tasks.pop(shard_id)
        task.cancel()
        await asyncio.wait([task], timeout=STOP_SECONDS)
        self._ready.discard(shard_id)
        del self._started[shard_id]
        self._changed()

    def _note_ready(self, shard_id: int) -> None:
        if shard_id in self._started:
            log.info("discord.ready", extra={"shard_id": shard_id, "guilds": self._started[shard_id].guild_count})
            self._ready.add(shard_id)
            self._changed()
