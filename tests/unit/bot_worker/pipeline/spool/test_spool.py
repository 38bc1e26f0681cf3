"""The spool: in order, once, on disk, and never beyond its bounds."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest

from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.gaps import GapReason
from bot_worker.pipeline.spool.spool import Spool, open_spool
from tests.unit.bot_worker.pipeline.events import an_entry

NOW = 1_700_000_000_000
FIRST_BATCH = "01HF7YAT00" + "0" * 16


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as opened:
        yield opened


async def test_events_come_back_in_the_order_of_their_arrival(spool: Spool) -> None:
    entries = [an_entry(number) for number in (3, 1, 2)]

    await spool.append(entries[:2])
    await spool.append(entries[2:])

    assert [event.body for event in await spool.oldest(10)] == [entry.body for entry in entries]
    assert (spool.events, spool.bytes) == (3, sum(entry.size for entry in entries))


async def test_a_replayed_event_is_spooled_once(spool: Spool) -> None:
    first = await spool.append([an_entry(1, guild_id=7), an_entry(1, guild_id=7)])

    again = await spool.append([an_entry(1, guild_id=7), an_entry(2, guild_id=8)])

    assert (first, again) == ([7], [8])
    assert spool.events == 2


async def test_a_replay_after_the_acknowledgement_is_noticed_too(spool: Spool) -> None:
    await spool.append([an_entry(1)])
    await spool.close_batch(FIRST_BATCH, await spool.oldest(100))
    await spool.ack(FIRST_BATCH)

    assert await spool.append([an_entry(1)]) == []


async def test_a_replay_of_what_an_earlier_process_spooled_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as earlier:
        await earlier.append([an_entry(1, guild_id=7), an_entry(3, guild_id=9)])

    async with open_spool(path, now_ms=lambda: NOW) as later:
        stored = await later.append([an_entry(1, guild_id=7), an_entry(2, guild_id=8), an_entry(3, guild_id=9)])

        assert stored == [8]
        assert (later.events, later.unbatched) == (3, 3)
        assert later.bytes == sum(an_entry(number).size for number in (1, 2, 3))


async def test_a_closed_batch_survives_with_its_id_and_content_until_it_is_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as earlier:
        await earlier.append([an_entry(number) for number in (1, 2, 3)])
        await earlier.close_batch(FIRST_BATCH, (await earlier.oldest(2)))

    async with open_spool(path, now_ms=lambda: NOW) as later:
        (batch,) = await later.closed_batches()
        assert (batch.batch_id, batch.events) == (FIRST_BATCH, [an_entry(1).body, an_entry(2).body])
        assert await later.last_batch_id() == FIRST_BATCH
        assert (later.events, later.unbatched) == (3, 1)

        await later.ack(FIRST_BATCH)

        assert await later.closed_batches() == []
        assert [event.body for event in await later.oldest(10)] == [an_entry(3).body]
        assert await later.last_batch_id() == FIRST_BATCH


async def test_places_in_the_order_are_never_used_twice(spool: Spool) -> None:
    await spool.append([an_entry(1)])
    (first,) = await spool.oldest(1)
    await spool.close_batch(FIRST_BATCH, [first])
    await spool.ack(FIRST_BATCH)

    await spool.append([an_entry(2)])

    (second,) = await spool.oldest(1)
    assert second.seq > first.seq


async def test_what_exceeds_the_bound_is_shed_and_becomes_a_gap_of_its_guild(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room = an_entry(1).size * 2
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW, max_bytes=room) as spool:
        await spool.append([an_entry(number, guild_id=number % 2) for number in range(1, 6)])
        await spool.append([an_entry(6, guild_id=0)])

        gaps = {gap.guild_id: gap for gap in await spool.gaps()}

    assert spool.events == 2
    assert {guild_id: gap.events for guild_id, gap in gaps.items()} == {0: 2, 1: 2}
    assert gaps[1].reason is GapReason.SPOOL_FULL
    assert spool.lost == 4
    assert [record.message for record in caplog.records] == ["spool.full"]


async def test_once_there_is_room_again_events_are_kept_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW, max_bytes=an_entry(1).size) as spool:
        await spool.append([an_entry(1), an_entry(2)])
        await spool.close_batch(FIRST_BATCH, await spool.oldest(1))
        await spool.ack(FIRST_BATCH)

        assert await spool.append([an_entry(3)]) == [7]
        assert await spool.append([an_entry(2)]) == []

    assert [record.message for record in caplog.records] == ["spool.full", "spool.has_room_again", "spool.full"]


async def test_a_full_disk_costs_events_but_not_the_worker(tmp_path: Path) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as spool:
        await spool.append([an_entry(1)])
        await _limit_pages(spool, 30)

        stored = await spool.append([an_entry(2, body=b"x" * 500_000)])
        assert (stored, spool.lost, spool.events) == ([], 1, 1)

        await _limit_pages(spool, 1_000_000)
        await spool.append([an_entry(3)])
        assert [(gap.guild_id, gap.events) for gap in await spool.gaps()] == [(7, 1)]
        assert spool.events == 2


async def test_a_batch_that_cannot_be_closed_on_a_full_disk_stays_open(tmp_path: Path) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as spool:
        await spool.append([an_entry(1)])
        await spool._db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON batches BEGIN INSERT INTO state VALUES('x', zeroblob(500000)); END"
        )
        await _limit_pages(spool, 30)

        with pytest.raises(StorageFullError):
            await spool.close_batch(FIRST_BATCH, await spool.oldest(1))

        assert await spool.closed_batches() == []
        assert len(await spool.oldest(10)) == 1


async def test_a_batch_given_up_becomes_gaps_of_its_guilds(spool: Spool) -> None:
    await spool.append([an_entry(1, guild_id=1), an_entry(2, guild_id=1), an_entry(3, guild_id=2)])
    await spool.close_batch(FIRST_BATCH, await spool.oldest(10))

    await spool.give_up(FIRST_BATCH)

    assert {(gap.guild_id, gap.reason, gap.events) for gap in await spool.gaps()} == {
        (1, GapReason.BATCH_REFUSED, 2),
        (2, GapReason.BATCH_REFUSED, 1),
    }
    assert (spool.events, spool.bytes) == (0, 0)


async def _limit_pages(spool: Spool, pages: int) -> None:
    """Make SQLite answer as on a full disk."""
    db: aiosqlite.Connection = spool._db
    await db.execute(f"PRAGMA max_page_count = {pages}")
