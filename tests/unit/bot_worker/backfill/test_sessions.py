"""How far Discord was heard is never said too early, and what a session missed before anything else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot_worker.backfill.ledger import Ledger, ShardHeard
from bot_worker.backfill.model import Absence, Cursor
from bot_worker.backfill.sessions import HELD_BACK_MS, Sessions
from bot_worker.client import Bot
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.spool import open_spool
from tests.factories.events import a_message

NOW_MS = 1_700_000_000_000
GUILD = 1 << 22
SHARD = (1, 0)


class FakeBot:
    """The bot of the only shard; `connect` and `ready` are what discord.py says of a new session."""

    shard_id, shard_count, is_connected = 0, 1, True

    def __init__(self) -> None:
        self.guilds = [
            SimpleNamespace(
                id=GUILD,
                unavailable=False,
                text_channels=[SimpleNamespace(last_message_id=77)],
                voice_channels=[],
                stage_channels=[],
                threads=[],
            )
        ]
        self.socket = SimpleNamespace(last_frame_at=asyncio.get_running_loop().time())
        self._listeners: dict[str, Callable[[], Any]] = {}

    def add_listener(self, listener: Callable[[], Any]) -> None:
        self._listeners[listener.__name__] = listener

    def get_guild(self, guild_id: int) -> Any:
        return next((guild for guild in self.guilds if guild.id == guild_id), None)

    async def connect(self) -> None:
        await self._listeners["on_connect"]()

    async def resume(self) -> None:
        await self._listeners["on_resumed"]()

    async def ready(self) -> None:
        await self._listeners["on_ready"]()


class Disk(Ledger):
    """A ledger whose disk can be full."""

    is_full = False

    async def begin(self, shard: ShardHeard, absences: Any) -> None:
        if self.is_full:
            raise StorageFullError("full")
        await super().begin(shard, absences)


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[Disk]:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW_MS) as spool:
        yield Disk(spool.database)


async def _sessions(disk: Disk, bot: FakeBot, now_ms: int = NOW_MS) -> Sessions:
    sessions = Sessions(disk, now_ms=lambda: now_ms)
    await sessions.load()
    sessions.follow(cast("Bot", bot))
    return sessions


async def _nothing() -> None:
    """What is captured is on disk."""


async def test_a_first_start_missed_nothing_and_the_next_starts_from_what_there_was(disk: Disk) -> None:
    bot = FakeBot()
    sessions = await _sessions(disk, bot)

    await bot.connect()
    await bot.ready()

    assert await disk.open_absences() == []
    assert await disk.shards() == [(*SHARD, NOW_MS)]
    assert await disk.cursors() == {GUILD: Cursor(guild_id=GUILD, message_id=77)}
    assert sessions.missed_something.is_set()
    assert sessions.bot_of(GUILD) is cast("Bot", bot)
    assert sessions.bot_of(GUILD + 1) is None


async def test_what_was_heard_is_written_a_round_later(disk: Disk) -> None:
    bot = FakeBot()
    sessions = await _sessions(disk, bot)
    await bot.connect()
    sessions.note(a_message(message_id=99, guild_id=GUILD))

    await sessions.save(_nothing)
    assert await disk.cursors() == {}
    await sessions.save(_nothing)
    assert await disk.cursors() == {GUILD: Cursor(guild_id=GUILD, message_id=99)}


async def test_a_new_process_missed_the_time_since_discord_was_heard_last(disk: Disk) -> None:
    first = FakeBot()
    await _sessions(disk, first)
    await first.connect()
    later = FakeBot()
    await _sessions(disk, later, NOW_MS + 60_000)

    await later.connect()

    assert await disk.open_absences() == [(GUILD, NOW_MS)]
    backlog = await disk.find(GUILD, NOW_MS)
    assert backlog is not None
    assert isinstance(backlog.absence, Absence)
    assert backlog.absence.last_at == NOW_MS + 60_000


async def test_a_session_that_goes_on_and_one_that_is_handed_over_missed_nothing(disk: Disk) -> None:
    bot = FakeBot()
    sessions = await _sessions(disk, bot)
    await bot.connect()
    await bot.resume()
    assert (sessions.begun, sessions.resumed) == (1, 1)

    later = FakeBot()
    successor = await _sessions(disk, later, NOW_MS + 60_000)
    successor.note_handed_over(0, 1)
    await later.connect()

    assert await disk.open_absences() == []


async def test_what_another_worker_heard_is_no_absence_of_ours(disk: Disk) -> None:
    bot = FakeBot()
    sessions = await _sessions(disk, bot, NOW_MS + 60_000)
    sessions.note_heard(0, 1, NOW_MS + 50_000)

    await bot.connect()

    assert await disk.open_absences() == [(GUILD, NOW_MS + 50_000)]


async def test_no_cursor_is_written_before_the_absences_are(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot_worker.backfill.sessions.ROOM_SECONDS", 0.01)
    bot = FakeBot()
    sessions = await _sessions(disk, bot)
    sessions.note_heard(0, 1, NOW_MS - 60_000)
    disk.is_full = True
    connecting = asyncio.create_task(bot.connect())
    await asyncio.sleep(0.03)
    getting_ready = asyncio.create_task(bot.ready())
    await asyncio.sleep(0.03)
    assert await disk.cursors() == {}
    assert sessions.heard_at(0, 1) == NOW_MS - 60_000 - HELD_BACK_MS, "until it is written down, nobody has listened"

    disk.is_full = False
    await asyncio.gather(connecting, getting_ready)

    assert await disk.open_absences() == [(GUILD, NOW_MS - 60_000)]
    assert GUILD in await disk.cursors()
