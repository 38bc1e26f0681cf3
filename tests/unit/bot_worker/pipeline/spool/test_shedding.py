"""Where there is no room for all: the least valuable goes first, and every loss becomes a known gap."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.records import SpoolEntry, size_of
from bot_worker.pipeline.spool.shedding import fit, to_evict
from bot_worker.pipeline.spool.spool import Spool, open_spool
from bot_worker.pipeline.spool.values import UNKNOWN, value_of
from shared.kernel import json
from shared.kernel.events import Event, EventType, GapData, GapReason
from tests.unit.bot_worker.pipeline.events import an_entry

NOW = 1_700_000_000_000
BATCH = "01HF7YAT00" + "0" * 16
EVENTS = json.Decoder(Event)
KINDS = ("voice_state_update", "message_create", "something_new", "member_ban", "gap")


def entries_of(kinds: list[str]) -> list[SpoolEntry]:
    return [an_entry(number, kind=kind) for number, kind in enumerate(kinds)]


def test_moderation_is_worth_more_than_talk_and_what_is_unknown_lies_between() -> None:
    assert value_of("message_create") < value_of("something_new") == UNKNOWN < value_of("member_ban") < value_of("gap")


def test_every_kind_of_ours_has_a_value() -> None:
    assert [kind for kind in EventType if value_of(kind) == UNKNOWN] == []


@given(st.lists(st.sampled_from(KINDS)), st.integers(-100, 4_000))
def test_what_is_kept_fits_and_nothing_turned_away_is_worth_more(kinds: list[str], room: int) -> None:
    entries = entries_of(kinds)

    kept, refused = fit(entries, room)

    assert sorted([*kept, *refused], key=entries.index) == entries
    assert not kept or sum(entry.size for entry in kept) <= room
    assert not kept or not refused or min(e.value for e in kept) >= max(e.value for e in refused)


@given(
    st.lists(st.sampled_from(KINDS), min_size=1),
    st.dictionaries(st.integers(0, 9), st.integers(1, 300_000)),
    st.integers(1, 4_000),
)
def test_only_what_is_worth_less_than_something_that_arrives_is_evicted(
    kinds: list[str], stored: dict[int, int], shortage: int
) -> None:
    entries = entries_of(kinds)

    evicted = to_evict(entries, stored, shortage)

    assert all(value < max(entry.value for entry in entries) for value in evicted)
    assert all(0 < size <= stored[value] for value, size in evicted.items())
    assert list(evicted) == sorted(evicted)


async def test_beyond_the_bound_the_newest_talk_is_turned_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room = an_entry(1).size * 2
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW, max_bytes=room) as spool:
        await spool.append([an_entry(number, guild_id=number % 2) for number in range(1, 6)])
        await spool.append([an_entry(6, guild_id=0)])
        await spool.note_damage(NOW)
        gaps = {gap.guild_id: gap for gap in await spool.gaps() if gap.reason is GapReason.SPOOL_FULL}

    assert spool.events == 2
    assert {guild_id: gap.events for guild_id, gap in gaps.items()} == {0: 2, 1: 2}
    assert (gaps[1].kind, gaps[1].first_at, gaps[1].last_at) == ("message_create", NOW + 3, NOW + 5)
    assert (spool.lost, spool.shed) == (4, 4)
    assert [record.message for record in caplog.records] == ["spool.full"]


async def test_a_ban_takes_the_place_of_stored_talk(tmp_path: Path) -> None:
    room = an_entry(1).size * 5
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW, max_bytes=room) as spool:
        await spool.append([an_entry(number) for number in range(5)])

        stored = await spool.append([an_entry(7, kind="member_ban")])

        assert len(stored) == 1
        assert spool.bytes <= room
        assert an_entry(7, kind="member_ban").body in [row[5] for row in await spool.oldest(0, 10)]
        assert [(gap.kind, gap.events) for gap in await spool.gaps()] == [("message_create", spool.lost)]
        assert (spool.events + spool.lost, spool.waiting(0)) == (6, spool.events)


async def test_what_is_in_a_batch_or_about_to_be_is_never_evicted(tmp_path: Path) -> None:
    room = an_entry(1).size * 4
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW, max_bytes=room) as spool:
        await spool.append([an_entry(number) for number in range(4)])
        batch = await spool.close_batch(BATCH, await spool.oldest(0, 2))
        about_to_be = await spool.oldest(0, 1)

        await spool.append([an_entry(number, kind="member_ban") for number in range(10, 16)])

        assert len(await spool.content(batch)) == 2
        assert (await spool.oldest(0, 10))[:1] == about_to_be
        assert [row[2] for row in await spool.oldest(0, 10)] == [value_of("message_create"), value_of("member_ban")]
        assert spool.bytes == sum(map(size_of, [*await spool.content(batch), *await spool.oldest(0, 10)]))


async def test_once_there_is_room_again_events_are_kept_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW, max_bytes=an_entry(1).size * 2) as spool:
        await spool.append([an_entry(1), an_entry(2), an_entry(3)])
        reports_while_full = spool.has_gaps_to_report
        await spool.ack(await spool.close_batch(BATCH, await spool.oldest(0, 2)))

        assert len(await spool.append([an_entry(3)])) == 1
        assert (reports_while_full, spool.has_gaps_to_report) == (False, True)

    assert [record.message for record in caplog.records] == ["spool.full", "spool.has_room_again"]


async def test_a_gap_is_reported_once_even_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as spool:
        spool.note_lost([an_entry(1), an_entry(2, kind="member_ban"), an_entry(3, guild_id=8)], GapReason.DISK_TOO_SLOW)
        await spool.report_gaps()
        assert not spool.has_gaps_to_report

    async with open_spool(path, now_ms=lambda: NOW) as spool:
        assert not spool.has_gaps_to_report
        events = [EVENTS.decode(row[5]) for row in await spool.oldest(0, 10)]

    data = json.Decoder(GapData).decode(bytes(events[0].data))
    assert [event.id for event in events] == [f"gap:7:disk_too_slow:{NOW + 1}", f"gap:8:disk_too_slow:{NOW + 3}"]
    assert (data.kinds, data.events, data.first_at, data.last_at) == (
        ["member_ban", "message_create"],
        2,
        NOW + 1,
        NOW + 2,
    )


async def test_a_gap_of_an_earlier_process_is_still_to_be_reported(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as spool:
        await spool.note_damage(NOW)

    async with open_spool(path, now_ms=lambda: NOW) as spool:
        assert spool.has_gaps_to_report


async def test_a_full_disk_costs_talk_but_not_the_worker(tmp_path: Path) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as spool:
        await spool.append([an_entry(1)])
        await _limit_pages(spool, 40)

        stored = await spool.append([an_entry(2, content="x" * 500_000)])
        assert (stored, spool.lost, spool.events) == ([], 1, 1)

        await _limit_pages(spool, 1_000_000)
        await spool.append([an_entry(3)])
        assert [(gap.guild_id, gap.events) for gap in await spool.gaps()] == [(7, 1)]
        assert spool.events == 2


async def test_on_a_full_disk_a_ban_takes_the_place_of_stored_talk(tmp_path: Path) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as spool:
        await _limit_pages(spool, 120)
        for number in range(1_500):
            await spool.append([an_entry(number)])
        assert spool.lost > 0

        stored = await spool.append([an_entry(9_000 + number, kind="member_ban") for number in range(20)])

        assert len(stored) == 20
        assert spool.events + spool.lost == 1_520
        assert len(await spool.oldest(0, 10_000)) == spool.events


async def test_a_batch_that_cannot_be_closed_on_a_full_disk_stays_open(tmp_path: Path) -> None:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: NOW) as spool:
        await spool.append([an_entry(1)])
        await spool.database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON batches BEGIN INSERT INTO state VALUES('x', zeroblob(500000)); END"
        )
        await _limit_pages(spool, 40)

        with pytest.raises(StorageFullError):
            await spool.close_batch(BATCH, await spool.oldest(0, 1))

        assert len(await spool.oldest(0, 10)) == 1
        assert spool.waiting(0) == 1


async def _limit_pages(spool: Spool, pages: int) -> None:
    """Make SQLite answer as on a full disk."""
    await spool.database.execute(f"PRAGMA max_page_count = {pages}")
