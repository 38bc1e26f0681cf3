"""The pipeline against a gateway as strict as API Gateway: everything arrives, in order, once."""

import asyncio
import random
from pathlib import Path

import msgspec
import pytest

from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.connection import LinkTiming
from shared.kernel.commands import Ping
from shared.kernel.events import EventType
from shared.kernel.wire import CommandResult, FromBackend
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_pipeline import QUICK, running
from tests.unit.bot_worker.pipeline.events import an_event


def _numbers(gateway: StrictGateway) -> list[int]:
    return [int(event.id.partition(":")[2]) for event in gateway.events]


async def test_events_arrive_in_order_and_leave_the_spool(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    async with running(tmp_path / "spool.db", strict_gateway.url) as worker:
        for number in range(1000):
            worker.pipeline.capture(an_event(number))
            if number % 100 == 0:
                await asyncio.sleep(0.01)

        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert _numbers(strict_gateway) == list(range(1000))
    assert strict_gateway.events[5] == an_event(5)
    assert worker.spool.events == 0


async def test_nothing_is_lost_doubled_or_reordered_while_the_link_drops_and_acks_get_lost(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    timing = LinkTiming(first_backoff_seconds=0.02, longest_backoff_seconds=0.1, ack_seconds=0.2)
    async with running(tmp_path / "spool.db", strict_gateway.url, timing=timing) as worker:
        for number in range(600):
            worker.pipeline.capture(an_event(number))
            if number % 150 == 75:
                strict_gateway.lose_acks += 1
                await asyncio.sleep(0.05)
                await strict_gateway.drop()

        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert _numbers(strict_gateway) == list(range(600))
    assert len(strict_gateway.deliveries) > len(strict_gateway.batches)


async def test_a_restart_sends_the_unconfirmed_batch_again_with_its_id_and_content(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    strict_gateway.lose_acks = 1
    async with running(tmp_path / "spool.db", strict_gateway.url) as first:
        for number in range(5):
            first.pipeline.capture(an_event(number))
        await strict_gateway.until(lambda: len(strict_gateway.batches) == 1)
        first.pipeline.capture(an_event(5))
        await first.pipeline.until_spooled()

    async with running(tmp_path / "spool.db", strict_gateway.url) as second:
        await second.pipeline.until_confirmed()

    assert _numbers(strict_gateway) == list(range(6))
    assert strict_gateway.deliveries == [*strict_gateway.batches][:1] * 2 + [*strict_gateway.batches][1:]


async def test_what_is_captured_while_the_backend_is_away_waits_on_disk_not_in_memory(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    async with running(tmp_path / "spool.db", "ws://127.0.0.1:9/nobody") as worker:
        for number in range(300):
            worker.pipeline.capture(an_event(number))
        await worker.pipeline.until_spooled()
        assert (worker.spool.events, worker.link.is_connected) == (300, False)

    async with running(tmp_path / "spool.db", strict_gateway.url) as worker:
        await worker.pipeline.until_confirmed()

    assert _numbers(strict_gateway) == list(range(300))
    assert len(strict_gateway.batches) == 3


async def test_a_store_that_is_unavailable_is_tried_again(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    strict_gateway.refuse_with = ["store_unavailable"] * 3
    async with running(tmp_path / "spool.db", strict_gateway.url) as worker:
        worker.pipeline.capture(an_event(1))

        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert _numbers(strict_gateway) == [1]
    assert len(strict_gateway.deliveries) == 4


async def test_a_batch_refused_for_good_becomes_a_gap_and_the_next_one_goes_on(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    strict_gateway.refuse_with = ["invalid_input"] * 3
    async with running(tmp_path / "spool.db", strict_gateway.url) as worker:
        worker.pipeline.capture(an_event(1, guild_id=4))
        await strict_gateway.until(lambda: not strict_gateway.refuse_with)
        worker.pipeline.capture(an_event(2))

        await strict_gateway.until(lambda: len(strict_gateway.events) == 2)

    (gap,) = [event for event in strict_gateway.events if event.type == EventType.GAP]
    assert (gap.guild_id, decoded(gap)["kinds"], decoded(gap)["events"]) == (4, ["message_create"], 1)
    assert [event.id for event in strict_gateway.events if event is not gap] == ["message_create:2"]


async def test_an_event_too_large_for_a_frame_arrives_cut_and_marked(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    noise = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9FFF), k=60_000)))
    async with running(tmp_path / "spool.db", strict_gateway.url) as worker:
        for number, content in enumerate(["before", noise, "after"]):
            worker.pipeline.capture(an_event(number, content=content))

        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert _numbers(strict_gateway) == [0, 1, 2]
    assert [decoded(event).get("truncated") for event in strict_gateway.events] == [False, True, False]


async def test_a_watched_guild_is_quick_and_the_others_wait_their_interval(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    limits = BatchLimits(interval_seconds=30.0, interactive_seconds=0.05)
    async with running(tmp_path / "spool.db", strict_gateway.url, limits=limits) as worker:
        worker.pipeline.watch(7, seconds=60)
        worker.pipeline.capture(an_event(1, guild_id=8))
        worker.pipeline.capture(an_event(2, guild_id=7))

        await strict_gateway.until(lambda: sorted(_numbers(strict_gateway)) == [1, 2], seconds=2)


async def test_the_next_connection_takes_over_before_the_old_one_ends(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    strict_gateway.max_age_seconds = 1.0
    timing = LinkTiming(hand_over_seconds=0.3, first_backoff_seconds=0.02)
    async with running(tmp_path / "spool.db", strict_gateway.url, timing=timing) as worker:
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        for number in range(150):
            worker.pipeline.capture(an_event(number))
            assert strict_gateway.registered
            await asyncio.sleep(0.01)
        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()

    assert _numbers(strict_gateway) == list(range(150))
    assert len(strict_gateway.registers) >= 4
    assert len(strict_gateway.deliveries) == len(strict_gateway.batches)


async def test_keep_alives_hold_an_idle_connection(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    strict_gateway.idle_seconds = 0.4
    timing = LinkTiming(keep_alive_seconds=0.1, first_backoff_seconds=0.02)
    async with running(tmp_path / "spool.db", strict_gateway.url, timing=timing):
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        await asyncio.sleep(1.2)

    assert len(strict_gateway.registers) == 1


async def test_a_refused_token_is_tried_again_and_said_without_the_token(
    tmp_path: Path, strict_gateway: StrictGateway, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(
        tmp_path / "spool.db", strict_gateway.url, secret="another-secret-0123456789-0123456789"
    ) as worker:
        await strict_gateway.until(lambda: strict_gateway.refused == 2)

        assert not worker.link.is_connected

    assert "link.refused" in caplog.messages
    assert "token=" not in caplog.text


async def test_commands_are_answered_before_and_after_a_broken_connection(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    executed: list[str] = []

    async def execute(message: FromBackend) -> CommandResult:
        executed.append(message.command_id)
        return CommandResult(command_id=message.command_id, ok=True)

    async with running(tmp_path / "spool.db", strict_gateway.url, execute=execute):
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)

        first = await strict_gateway.command(Ping(), "k-1")
        await strict_gateway.drop()
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        await strict_gateway.command(Ping(), "k-2")

    assert first.ok
    assert executed == ["k-1", "k-2"]


async def test_a_result_that_no_frame_holds_comes_in_several(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    text = "役" * 40_000

    async def execute(message: FromBackend) -> CommandResult:
        return CommandResult(command_id=message.command_id, ok=True, data=msgspec.Raw(msgspec.json.encode(text)))

    async with running(tmp_path / "spool.db", strict_gateway.url, execute=execute):
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)

        result = await strict_gateway.command(Ping())

    assert isinstance(result.data, msgspec.Raw)
    assert msgspec.json.decode(result.data) == text


async def test_a_gateway_that_takes_nothing_in_is_left_for_another_connection(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    strict_gateway.commit_seconds = lambda: 3600.0
    timing = LinkTiming(ack_seconds=0.1, first_backoff_seconds=0.02, longest_backoff_seconds=0.05)
    async with running(tmp_path / "spool.db", strict_gateway.url, timing=timing) as worker:
        worker.pipeline.capture(an_event(1))
        await strict_gateway.until(lambda: len(strict_gateway.registers) >= 3)
        strict_gateway.commit_seconds = lambda: 0.0
        await worker.pipeline.until_spooled()

        await strict_gateway.until(lambda: _numbers(strict_gateway) == [1])

    assert len(strict_gateway.batches) == 1


async def test_closing_says_goodbye(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    async with running(tmp_path / "spool.db", strict_gateway.url, timing=QUICK) as worker:
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        connection = strict_gateway.registered[0]

        worker.link.close()

        await strict_gateway.until(lambda: not strict_gateway.connections)
        assert connection.close_code == 1000
