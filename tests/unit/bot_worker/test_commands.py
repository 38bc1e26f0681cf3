"""What the bot answers to the backend."""

import msgspec
import pytest

from bot_worker.commands import Commands
from shared.kernel.commands import BotStatus, Command, Ping, Pong, Status, Watch
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id
from shared.kernel.wire import FromBackend


class Connected:
    is_connected = True
    latency_ms = 42
    guild_count = 3


class Answering:
    def __init__(self) -> None:
        self.watched: list[tuple[int, float]] = []
        self.commands = Commands(
            Connected(),
            watch=lambda guild_id, seconds: self.watched.append((guild_id, seconds)),
            spooled_events=lambda: 7,
            uptime_seconds=lambda: 61.9,
        )

    async def data(self, command: Command, asked_by: str = "r-1") -> bytes:
        result = await self.commands.execute(FromBackend(command_id="k", request_id=asked_by, command=command))
        assert (result.command_id, result.ok, result.error) == ("k", True, None)
        assert isinstance(result.data, msgspec.Raw)
        return bytes(result.data)


async def test_a_ping_is_answered_with_the_latency() -> None:
    data = await Answering().data(Ping())

    assert msgspec.json.decode(data, type=Pong) == Pong(discord_latency_ms=42)


async def test_the_status_tells_how_the_worker_does() -> None:
    data = await Answering().data(Status())

    assert msgspec.json.decode(data, type=BotStatus) == BotStatus(
        guilds=3, spooled_events=7, uptime_seconds=61, discord_latency_ms=42
    )


async def test_a_watch_reaches_the_batcher() -> None:
    answering = Answering()

    data = await answering.data(Watch(guild_id=Snowflake(5), seconds=300))

    assert (data, answering.watched) == (b"{}", [(5, 300)])


async def test_the_log_of_a_command_carries_the_request_id_of_whoever_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")

    await Answering().data(Ping(), asked_by="req-77")

    assert request_id.get() == "req-77"
    assert caplog.messages == ["command.executed"]


async def test_a_request_id_that_is_none_is_not_taken_over() -> None:
    request_id.set("mine")

    await Answering().data(Ping(), asked_by="x\n{}")

    assert request_id.get() == "mine"
