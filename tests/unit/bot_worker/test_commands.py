"""What the bot answers to the backend."""

import msgspec
import pytest

from bot_worker.commands import Commands
from shared.kernel.commands import (
    BotStatus,
    Command,
    MemberView,
    Ping,
    Pong,
    ReadMember,
    ReadRoles,
    RoleViews,
    Status,
    Watch,
)
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id
from shared.kernel.wire import FromBackend


class Connected:
    is_connected = True
    latency_ms = 42
    guild_count = 3


class Seeing:
    """A bot in guild 5, in which user 7 is a member."""

    async def member(self, guild_id: int, user_id: int) -> MemberView:
        if guild_id != 5:
            raise NotFoundError
        return MemberView(member=user_id == 7)

    async def roles(self, guild_id: int) -> RoleViews:
        if guild_id != 5:
            raise NotFoundError
        return RoleViews(roles=[])


class Answering:
    def __init__(self) -> None:
        self.watched: list[tuple[int, float]] = []
        self.commands = Commands(
            Connected(),
            Seeing(),
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


async def test_a_member_and_the_roles_are_told() -> None:
    answering = Answering()

    member = await answering.data(ReadMember(guild_id=Snowflake(5), user_id=Snowflake(7)))
    roles = await answering.data(ReadRoles(guild_id=Snowflake(5)))

    assert (member, roles) == (b'{"member":true}', b'{"roles":[]}')


async def test_what_the_bot_cannot_tell_is_answered_with_the_reason() -> None:
    command = ReadMember(guild_id=Snowflake(6), user_id=Snowflake(7))

    result = await Answering().commands.execute(FromBackend(command_id="k", request_id="r-1", command=command))

    assert (result.ok, result.error) == (False, "not_found")
