"""The line spoils what it is told to spoil, and nothing else."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.chaos.line import Line, Spoiling, line_to


@asynccontextmanager
async def through_a_line(heard: list[str | bytes]) -> AsyncIterator[tuple[Line, ClientConnection]]:
    async def listen(connection: ServerConnection) -> None:
        async for message in connection:
            heard.append(message)  # noqa: PERF401 - they come one by one

    async with serve(listen, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with (
            line_to(port, random.Random(1)) as line,
            connect(f"ws://127.0.0.1:{line.port}/", compression=None, close_timeout=0.1) as client,
        ):
            yield line, client


class _LastChoice(random.Random):
    """Always takes the last of what there is to choose from: here the server's end goes."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return start - 1 if stop is None else stop - step


async def until(heard: list[str | bytes], count: int) -> None:
    async with asyncio.timeout(5):
        while len(heard) < count:  # noqa: ASYNC110 - another task appends
            await asyncio.sleep(0.01)


async def test_messages_of_every_size_pass_unchanged() -> None:
    heard: list[str | bytes] = []
    sizes = [0, 125, 126, 65_535, 65_536]
    async with through_a_line(heard) as (_, client):
        for size in sizes:
            await client.send("x" * size)
        await until(heard, len(sizes))

    assert [len(message) for message in heard] == sizes


async def test_messages_are_doubled_swapped_and_truncated() -> None:
    heard: list[str | bytes] = []
    async with through_a_line(heard) as (line, client):
        line.spoiling = Spoiling(double=1.0)
        await client.send("one")
        await until(heard, 2)
        line.spoiling = Spoiling(swap=1.0)
        await client.send("two")
        await client.send("three")
        await until(heard, 4)
        line.spoiling = Spoiling(truncate=1.0)
        await client.send("four")
        await until(heard, 5)

    assert heard[:4] == ["one", "one", "three", "two"]
    assert "four".startswith(str(heard[4]))
    assert heard[4] != "four"


async def test_a_half_open_connection_swallows_and_never_answers() -> None:
    heard: list[str | bytes] = []
    async with through_a_line(heard) as (line, client):
        line._dice = _LastChoice()
        line.half_open()
        await client.send("lost")
        with pytest.raises((TimeoutError, ConnectionClosed)):
            await asyncio.wait_for(client.recv(), 0.3)

    assert heard == []


async def test_what_is_too_old_or_silent_is_ended() -> None:
    heard: list[str | bytes] = []
    async with through_a_line(heard) as (line, client):
        line.idle_seconds = 0.05
        with pytest.raises(ConnectionClosed):
            await client.recv()

    assert line.ended_by_limits == 1
