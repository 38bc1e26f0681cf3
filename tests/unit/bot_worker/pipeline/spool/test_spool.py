"""The spool: in order, once, on disk, lane by lane."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot_worker.pipeline.spool.places import Lanes
from bot_worker.pipeline.spool.records import Row
from bot_worker.pipeline.spool.schema import MIGRATIONS
from bot_worker.pipeline.spool.spool import Spool, open_spool
from shared.kernel.events import GapReason
from tests.unit.bot_worker.pipeline.events import an_entry

NOW = 1_700_000_000_000
FIRST_BATCH = "01HF7YAT00" + "0" * 16


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as opened:
        yield opened


def bodies(rows: list[Row]) -> list[bytes]:
    return [row[5] for row in rows]


def by_guild(count: int) -> Lanes:
    return Lanes(count, lambda guild_id: guild_id % count)


async def test_events_come_back_in_the_order_of_their_arrival(spool: Spool) -> None:
    entries = [an_entry(number) for number in (3, 1, 2)]

    await spool.append(entries[:2])
    await spool.append(entries[2:])

    assert bodies(await spool.oldest(0, 10)) == [entry.body for entry in entries]
    assert (spool.events, spool.bytes) == (3, sum(entry.size for entry in entries))


async def test_each_lane_has_the_events_of_its_guilds(tmp_path: Path) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW, lanes=by_guild(2)) as spool:
        await spool.append([an_entry(number, guild_id=number) for number in range(6)])

        lanes = [bodies(await spool.oldest(key, 10)) for key in spool.lanes.keys]

    assert lanes == [[an_entry(n, guild_id=n).body for n in numbers] for numbers in ((0, 2, 4), (1, 3, 5))]


async def test_what_is_not_in_memory_is_read_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot_worker.pipeline.spool.holdings.CACHE_BYTES", an_entry(1).size * 2)
    entries = [an_entry(number) for number in range(10)]
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as spool:
        await spool.append(entries)

        seen = []
        for number in range(5):
            rows = await spool.oldest(0, 2)
            await spool.ack(await spool.close_batch(f"{number:026}", rows))
            seen += bodies(rows)
        await spool.append([an_entry(10)])

        assert seen == [entry.body for entry in entries]
        assert bodies(await spool.oldest(0, 2)) == [an_entry(10).body]


async def test_a_replayed_event_is_spooled_once(spool: Spool) -> None:
    first = await spool.append([an_entry(1, guild_id=7), an_entry(1, guild_id=7)])

    again = await spool.append([an_entry(1, guild_id=7), an_entry(2, guild_id=8)])

    assert [row[1] for row in (*first, *again)] == [7, 8]
    assert spool.events == 2


async def test_a_replay_after_the_acknowledgement_is_noticed_too(spool: Spool) -> None:
    await spool.append([an_entry(1)])
    await spool.ack(await spool.close_batch(FIRST_BATCH, await spool.oldest(0, 100)))

    assert await spool.append([an_entry(1)]) == []


async def test_a_replay_of_what_an_earlier_process_spooled_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as earlier:
        await earlier.append([an_entry(1, guild_id=7), an_entry(3, guild_id=9)])

    async with open_spool(path, now_ms=lambda: NOW) as later:
        stored = await later.append([an_entry(1, guild_id=7), an_entry(2, guild_id=8), an_entry(3, guild_id=9)])

        assert [row[1] for row in stored] == [8]
        assert (later.events, later.unbatched) == (3, 3)
        assert later.bytes == sum(an_entry(number).size for number in (1, 2, 3))


async def test_a_closed_batch_survives_with_its_id_and_content_until_it_is_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as earlier:
        await earlier.append([an_entry(number) for number in (1, 2, 3)])
        await earlier.close_batch(FIRST_BATCH, await earlier.oldest(0, 2))

    async with open_spool(path, now_ms=lambda: NOW) as later:
        (batch,) = later.closed_batches(0)
        assert (batch.batch_id, batch.may_repeat) == (FIRST_BATCH, False)
        assert bodies(await later.content(batch)) == [an_entry(1).body, an_entry(2).body]
        assert await later.last_batch_id() == FIRST_BATCH
        assert (later.events, later.unbatched) == (3, 1)

        await later.ack(batch)

        assert bodies(await later.oldest(0, 10)) == [an_entry(3).body]
        assert (later.events, later.bytes) == (1, an_entry(3).size)

    async with open_spool(path, now_ms=lambda: NOW) as last:
        assert last.closed_batches(0) == []
        assert await last.last_batch_id() == FIRST_BATCH


async def test_what_another_worker_may_have_brought_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as earlier:
        await earlier.append([an_entry(1)])

    async with open_spool(path, now_ms=lambda: NOW) as spool:
        marked = an_entry(3, may_repeat=True)
        await spool.append([an_entry(2), marked, an_entry(4)])
        batches = [await spool.close_batch(f"{number:026}", await spool.oldest(0, 1)) for number in range(4)]

    assert [batch.may_repeat for batch in batches] == [True, False, True, False]


async def test_with_other_lanes_the_old_ones_are_emptied_first(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW, lanes=by_guild(2)) as earlier:
        await earlier.append([an_entry(number, guild_id=number) for number in range(4)])
        await earlier.close_batch(FIRST_BATCH, await earlier.oldest(1, 1))

    async with open_spool(path, now_ms=lambda: NOW, lanes=by_guild(3)) as later:
        await later.append([an_entry(9, guild_id=9)])
        ((even, odd),) = later.inherited_lanes()

        assert bodies(await later.oldest(even, 10)) == [an_entry(n, guild_id=n).body for n in (0, 2)]
        assert bodies(await later.oldest(odd, 10)) == [an_entry(3, guild_id=3).body]
        assert [batch.batch_id for batch in later.closed_batches(odd)] == [FIRST_BATCH]
        assert [later.waiting(key) for key in later.lanes.keys] == [1, 0, 0]


async def test_with_the_same_lanes_nothing_is_to_be_emptied_first(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW, lanes=by_guild(2)) as earlier:
        await earlier.append([an_entry(number, guild_id=number) for number in range(4)])

    async with open_spool(path, now_ms=lambda: NOW, lanes=by_guild(2)) as later:
        assert later.inherited_lanes() == []
        assert [later.waiting(key) for key in later.lanes.keys] == [2, 2]


async def test_the_age_of_the_oldest_event_is_known(tmp_path: Path) -> None:
    clock = iter(range(1, 100))
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: next(clock)) as spool:
        assert await spool.oldest_captured_at() is None

        await spool.append([an_entry(1)])
        await spool.append([an_entry(2)])
        first = await spool.oldest_captured_at()
        await spool.ack(await spool.close_batch(FIRST_BATCH, await spool.oldest(0, 1)))

        assert first is not None
        assert await spool.oldest_captured_at() == first + 1


async def test_a_batch_given_up_becomes_gaps_of_its_guilds(spool: Spool) -> None:
    await spool.append([an_entry(1, guild_id=1), an_entry(2, guild_id=1, kind="member_ban"), an_entry(3, guild_id=2)])
    batch = await spool.close_batch(FIRST_BATCH, await spool.oldest(0, 10))

    await spool.give_up(batch)

    assert {(gap.guild_id, gap.reason, gap.kind, gap.events) for gap in await spool.gaps()} == {
        (1, GapReason.BATCH_REFUSED, "message_create", 1),
        (1, GapReason.BATCH_REFUSED, "member_ban", 1),
        (2, GapReason.BATCH_REFUSED, "message_create", 1),
    }
    assert (spool.events, spool.bytes, spool.lost) == (0, 0, 3)


async def test_a_file_of_the_first_version_is_taken_over_whole(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    _write_first_version(path)

    async with open_spool(path, now_ms=lambda: NOW, lanes=by_guild(4)) as spool:
        ((key,),) = spool.inherited_lanes()
        (batch,) = spool.closed_batches(key)

        assert bodies(await spool.content(batch)) == [an_entry(1).body, an_entry(2).body]
        assert bodies(await spool.oldest(key, 10)) == [an_entry(3).body]
        assert [(gap.guild_id, gap.kind, gap.events) for gap in await spool.gaps()] == [(7, "", 4)]
        assert await spool.append([an_entry(3)]) == []


def _write_first_version(path: Path) -> None:
    db = sqlite3.connect(path)
    db.executescript(MIGRATIONS[0])
    for number in (1, 2, 3):
        entry = an_entry(number)
        db.execute(
            "INSERT INTO events (event_id, guild_id, body) VALUES (?, ?, ?)",
            (entry.event_id, entry.guild_id, entry.body),
        )
    db.execute("INSERT INTO batches VALUES (?, 1, 2)", (FIRST_BATCH,))
    db.execute("INSERT INTO gaps VALUES (7, 'spool_full', 1, 2, 4)")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
