"""Lanes side by side, and what goes wrong between a worker and its gateway: all arrives, once, each guild in order."""

import asyncio
import random
import sqlite3
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest

from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.connection import LinkTiming
from bot_worker.pipeline.spool.errors import SpoolBusyError
from bot_worker.pipeline.spool.spool import open_spool
from shared.kernel.events import Event, EventType
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_bad_line import bad_line
from tests.integration.bot_worker.a_pipeline import Running, now_ms, running
from tests.unit.bot_worker.pipeline.events import an_entry, an_event

GUILDS = 8
IMPATIENT = LinkTiming(ack_seconds=0.4, register_seconds=0.4, first_backoff_seconds=0.02, longest_backoff_seconds=0.1)


def capture(worker: Running, numbers: range, *, content: str = "hello") -> None:
    for number in numbers:
        worker.pipeline.capture(an_event(number, guild_id=number % GUILDS + 1, content=content))


def assert_whole_and_in_order(events: list[Event], count: int) -> None:
    by_guild: dict[int, list[int]] = defaultdict(list)
    for event in events:
        by_guild[event.guild_id].append(int(event.id.partition(":")[2]))
    assert sorted(number for numbers in by_guild.values() for number in numbers) == list(range(count))
    assert all(numbers == sorted(numbers) for numbers in by_guild.values())


async def test_lanes_are_sent_side_by_side_four_at_most(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    strict_gateway.commit_seconds = lambda: 0.05
    async with running(tmp_path / "spool.db", strict_gateway.url, lanes=8) as worker:
        capture(worker, range(1_600))
        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert_whole_and_in_order(strict_gateway.events, 1_600)
    assert strict_gateway.most_at_once == 4


async def test_answers_that_are_lost_doubled_cut_off_or_late_change_nothing(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    dice = random.Random(1)
    strict_gateway.commit_seconds = lambda: dice.choice([0.0, 0.05, 0.3])
    strict_gateway.lose_acks = strict_gateway.double_acks = strict_gateway.cut_acks_off = 2
    strict_gateway.refuse_with = ["store_unavailable", "invalid_input", "internal_error"]
    async with running(tmp_path / "spool.db", strict_gateway.url, lanes=4, timing=IMPATIENT) as worker:
        for start in range(0, 800, 100):
            capture(worker, range(start, start + 100))
            await asyncio.sleep(0.02)
        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert_whole_and_in_order(strict_gateway.events, 800)


async def test_a_line_that_goes_dead_without_a_word_is_replaced(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    async with (
        bad_line(strict_gateway.port) as line,
        running(tmp_path / "spool.db", line.url, lanes=4, timing=IMPATIENT) as worker,
    ):
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        line.flowing.clear()
        capture(worker, range(400))
        await asyncio.sleep(1.5)
        assert strict_gateway.events == []
        line.flowing.set()
        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert_whole_and_in_order(strict_gateway.events, 400)


async def test_a_slow_line_makes_the_spool_grow_and_loses_nothing(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    noise = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9FFF), k=300)))
    patient = LinkTiming(first_backoff_seconds=0.02)
    async with (
        bad_line(strict_gateway.port) as line,
        running(tmp_path / "spool.db", line.url, lanes=4, timing=patient) as worker,
    ):
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        line.bytes_per_second = 30_000
        capture(worker, range(1_000), content=noise)
        await worker.pipeline.until_spooled()
        assert worker.spool.events > 800
        line.bytes_per_second = 0
        await worker.pipeline.until_confirmed()

    assert_whole_and_in_order(strict_gateway.events, 1_000)


async def test_two_hours_again_and_again_with_batches_on_their_way(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    strict_gateway.max_age_seconds = 0.8  # a second is two and a half hours here
    strict_gateway.commit_seconds = lambda: 0.1
    timing = LinkTiming(hand_over_seconds=0.3, first_backoff_seconds=0.02)
    async with running(tmp_path / "spool.db", strict_gateway.url, lanes=4, timing=timing) as worker:
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        for start in range(0, 600, 10):
            capture(worker, range(start, start + 10))
            assert strict_gateway.registered
            await asyncio.sleep(0.03)
        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert_whole_and_in_order(strict_gateway.events, 600)
    assert len(strict_gateway.registers) >= 4
    assert len(strict_gateway.deliveries) == len(strict_gateway.batches)  # nothing had to be sent again


async def test_a_restart_with_other_lanes_keeps_every_guild_in_order(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    path = tmp_path / "spool.db"
    strict_gateway.commit_seconds = lambda: 0.02
    for restart, lanes in enumerate((1, 4, 3)):
        async with running(path, strict_gateway.url, lanes=lanes) as worker:
            capture(worker, range(restart * 500, restart * 500 + 500))
            await worker.pipeline.until_spooled()
            await asyncio.sleep(0.05)

    async with running(path, strict_gateway.url, lanes=8) as worker:
        await worker.pipeline.until_confirmed()

    assert_whole_and_in_order(strict_gateway.events, 1_500)


async def test_what_found_no_room_is_reported_once_there_is_a_gateway_again(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    path, room = tmp_path / "spool.db", an_entry(1).size * 100
    async with running(path, "ws://127.0.0.1:9/nobody", max_bytes=room) as worker:
        capture(worker, range(400))
        worker.pipeline.capture(msgspec.structs.replace(an_event(1_000), type=EventType.MEMBER_BAN))
        await worker.pipeline.until_spooled()
        assert worker.spool.bytes <= room

    async with running(path, strict_gateway.url, max_bytes=room):
        await strict_gateway.until(lambda: _missing(strict_gateway) + _others(strict_gateway) == 401)

    assert EventType.MEMBER_BAN in [event.type for event in strict_gateway.events]


async def test_a_spool_that_another_process_has_locked_is_said_to_be_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot_worker.pipeline.spool.file._BUSY_SECONDS", 0.05)
    db = sqlite3.connect(tmp_path / "spool.db")
    db.execute("CREATE TABLE any (x)")
    db.execute("BEGIN EXCLUSIVE")

    with pytest.raises(SpoolBusyError):
        async with open_spool(tmp_path / "spool.db", now_ms=now_ms):
            pass

    db.close()


async def test_slow_lanes_do_not_hold_up_a_watched_guild(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    limits = BatchLimits(interval_seconds=30.0, interactive_seconds=0.05)
    async with running(tmp_path / "spool.db", strict_gateway.url, limits=limits, lanes=2) as worker:
        worker.pipeline.watch(2, seconds=60)
        worker.pipeline.capture(an_event(1, guild_id=1))
        worker.pipeline.capture(an_event(2, guild_id=2))

        await strict_gateway.until(lambda: len(strict_gateway.events) == 1, seconds=2)

    assert [event.guild_id for event in strict_gateway.events] == [2]


def _missing(gateway: StrictGateway) -> int:
    return sum(decoded(event)["events"] for event in gateway.events if event.type == EventType.GAP)


def _others(gateway: StrictGateway) -> int:
    return sum(event.type != EventType.GAP for event in gateway.events)
