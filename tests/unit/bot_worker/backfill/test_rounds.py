"""Which absences are tried when, and when they are given up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot_worker.backfill.backfill import TRIES, Backfill
from bot_worker.backfill.errors import DiscordAwayError
from bot_worker.backfill.ledger import Ledger
from bot_worker.backfill.model import Absence, Backlog
from bot_worker.backfill.pace import Pace
from bot_worker.backfill.recovery import Recovery
from bot_worker.backfill.rules import EVERYTHING
from bot_worker.backfill.sessions import Sessions
from bot_worker.client import Bot
from bot_worker.pipeline.spool.spool import open_spool

ENDED_AT = 1_700_000_060_000
ABSENCE = Absence(guild_id=7, first_at=ENDED_AT - 60_000, last_at=ENDED_AT, after_message_id=1, after_entry_id=1)


class FakeSessions:
    """`guild_ids` are those that are ours and ready."""

    def __init__(self) -> None:
        self.guild_ids = {7}
        self.missed_something = asyncio.Event()

    def bot_of(self, guild_id: int) -> Bot | None:
        bot = SimpleNamespace(get_guild=lambda one: SimpleNamespace(id=one))
        return cast("Bot", bot) if guild_id in self.guild_ids else None


class FakeRecovery:
    """Says what was tried, and what was given up as a gap."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.is_away = False
        self.tried = 0
        self.gaps: list[frozenset[str]] = []

    async def recover(self, bot: Bot, guild: Any, backlog: Backlog) -> None:
        assert bot.get_guild(guild.id) is not None
        self.tried += 1
        if self.is_away:
            raise DiscordAwayError
        await self._ledger.close(backlog.absence)

    async def close_with_gap(self, absence: Absence, missing: frozenset[str]) -> None:
        self.gaps.append(missing)
        await self._ledger.close(absence)


class Worker:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.now_ms = ENDED_AT
        self.sessions, self.recovery = FakeSessions(), FakeRecovery(ledger)
        self.backfill = Backfill(
            ledger,
            cast("Sessions", self.sessions),
            cast("Recovery", self.recovery),
            Pace(lambda: 0.0),
            until_spooled=lambda: asyncio.sleep(0),
            now_ms=lambda: self.now_ms,
        )

    async def round(self) -> bool:
        return await self.backfill._try(ABSENCE.guild_id, ABSENCE.first_at)


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: ENDED_AT) as spool:
        ledger = Ledger(spool.database)
        await ledger.begin((1, 0, ENDED_AT), [ABSENCE])
        yield Worker(ledger)


async def test_an_absence_is_read_once(worker: Worker) -> None:
    assert await worker.round()
    assert await worker.round()

    assert (worker.recovery.tried, worker.recovery.gaps) == (1, [])


async def test_while_discord_is_away_it_is_tried_again_and_then_it_is_a_gap(worker: Worker) -> None:
    worker.recovery.is_away = True

    assert [await worker.round() for _ in range(TRIES)] == [*[False] * (TRIES - 1), True]
    assert worker.recovery.gaps == [EVERYTHING]
    assert await worker.ledger.open_absences() == []


async def test_a_guild_that_is_not_ours_is_waited_for_and_then_left_as_a_gap(worker: Worker) -> None:
    worker.sessions.guild_ids = set()

    assert not await worker.round()
    worker.now_ms = ENDED_AT + 600_000
    assert await worker.round()

    assert (worker.recovery.tried, worker.recovery.gaps) == (0, [EVERYTHING])


async def test_a_session_that_missed_something_starts_a_round_at_once(worker: Worker) -> None:
    await worker.ledger.close(ABSENCE)
    rounds = asyncio.create_task(worker.backfill._go_round())
    await asyncio.sleep(0.05)
    await worker.ledger.begin((1, 0, ENDED_AT), [ABSENCE])

    worker.sessions.missed_something.set()

    async with asyncio.timeout(5):
        while worker.recovery.tried == 0:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
    rounds.cancel()
    assert worker.backfill.absences_open in {0, 1}
