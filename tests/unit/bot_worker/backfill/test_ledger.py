"""What is known of absences survives the process."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot_worker.backfill.ledger import Ledger
from bot_worker.backfill.model import Absence, Backlog, Cursor, Plan, Read
from bot_worker.pipeline.spool.spool import open_spool

Opened = Callable[[], AbstractAsyncContextManager[Ledger]]

ABSENCE = Absence(guild_id=7, first_at=100, last_at=200, after_message_id=1, after_entry_id=2)
READS = [Read(source=0, after=2, until=99), Read(source=50, after=1, until=80)]
PLAN = Plan(reads=READS, missing=frozenset({"message_delete"}))


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    @asynccontextmanager
    async def open_ledger() -> AsyncIterator[Ledger]:
        async with open_spool(tmp_path / "spool.db", now_ms=lambda: 1_700_000_000_000) as spool:
            yield Ledger(spool.database)

    return open_ledger


async def test_how_far_discord_was_heard_is_there_for_the_next_process(opened: Opened) -> None:
    async with opened() as ledger:
        await ledger.heard([(2, 1, 500)], [Cursor(guild_id=7, message_id=9, entry_id=3)])
        await ledger.heard([(2, 1, 600)], [Cursor(guild_id=7, message_id=8, entry_id=4)])

    async with opened() as ledger:
        assert await ledger.shards() == [(2, 1, 600)]
        assert await ledger.cursors() == {7: Cursor(guild_id=7, message_id=9, entry_id=4)}


async def test_an_absence_is_written_down_with_the_moment_at_which_listening_began(opened: Opened) -> None:
    async with opened() as ledger:
        await ledger.begin((2, 1, 200), [ABSENCE])

    async with opened() as ledger:
        assert await ledger.shards() == [(2, 1, 200)]
        assert await ledger.open_absences() == [(7, 100)]
        assert await ledger.find(7, 100) == Backlog(absence=ABSENCE, reads=None, missing=frozenset())


async def test_reading_goes_on_where_the_last_page_ended(opened: Opened) -> None:
    async with opened() as ledger:
        await ledger.begin((2, 1, 200), [ABSENCE])
        await ledger.planned(ABSENCE, ABSENCE, PLAN)
        await ledger.advanced(ABSENCE, 50, Read(source=50, after=40, until=80), PLAN.missing)
        await ledger.advanced(ABSENCE, 0, None, PLAN.missing | {"member_ban"})

    async with opened() as ledger:
        backlog = await ledger.find(7, 100)
    assert backlog is not None
    assert backlog.reads == [Read(source=50, after=40, until=80)]
    assert backlog.missing == {"message_delete", "member_ban"}


async def test_a_plan_replaces_what_was_written_down_when_the_absence_ended(opened: Opened) -> None:
    later = Absence(guild_id=7, first_at=150, last_at=200, after_message_id=1, after_entry_id=2)
    async with opened() as ledger:
        await ledger.begin((2, 1, 200), [ABSENCE])
        await ledger.planned(ABSENCE, later, PLAN)

        assert await ledger.open_absences() == [(7, 150)]
        await ledger.close(later)
        assert await ledger.open_absences() == []
        assert await ledger.find(7, 150) is None


async def test_absences_that_ended_first_come_first(opened: Opened) -> None:
    newer = Absence(guild_id=6, first_at=250, last_at=300, after_message_id=1, after_entry_id=2)
    async with opened() as ledger:
        await ledger.begin((2, 1, 300), [newer, ABSENCE])

        assert await ledger.open_absences() == [(7, 100), (6, 250)]
