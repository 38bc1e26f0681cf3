"""The line between a worker and API Gateway: it knows WebSocket frames, and what can go wrong with them."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

import msgspec

from tests.chaos.frames import Frame, read_frame

_HEAD: Final = b"\r\n\r\n"
_HELD_SECONDS: Final = 0.05  # a frame is held back until the next one, or for so long
_LOOK_SECONDS: Final = 0.02

End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Spoiling(msgspec.Struct, kw_only=True):
    """How often a frame of text is spoilt; each from 0 to 1."""

    double: float = 0.0
    swap: float = 0.0
    truncate: float = 0.0
    cut_within: float = 0.0


class Line:
    """`flowing` cleared: nothing passes, nobody is told. `bytes_per_second` is for each direction, 0 for no limit.

    API Gateway's own limits, in short: a connection without a message for `idle_seconds` ends, and one that is older
    than `longest_seconds`.
    """

    def __init__(self, target: int, dice: random.Random) -> None:
        self.port = 0
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.is_refused = False
        self.bytes_per_second = 0
        self.spoiling = Spoiling()
        self.idle_seconds = self.longest_seconds = 0.0
        self.ended_by_limits = 0
        self._target = target
        self._dice = dice
        self._connections: set[_Connection] = set()

    def heal(self) -> None:
        """Let all pass; a half-open connection stays as it is: its end that is left has to notice."""
        self.flowing.set()
        self.is_refused = False
        self.bytes_per_second = 0
        self.spoiling = Spoiling()

    def cut(self) -> None:
        for connection in list(self._connections):
            connection.abort()

    def half_open(self) -> None:
        """Let one end of each connection believe that it is there."""
        for connection in list(self._connections):
            connection.abandon(self._dice.randrange(2))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_refused:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection(self, self._dice, (reader, writer), (there, back))
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            connection.abort()


class _Connection:
    def __init__(self, line: Line, dice: random.Random, client: "End", server: "End") -> None:
        now = asyncio.get_running_loop().time
        self._line = line
        self._writers = client[1], server[1]
        self._ways = _Way(line, dice, client[0], server[1], now), _Way(line, dice, server[0], client[1], now)
        self._since = now()
        self._now = now
        self._is_abandoned = False

    def abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def abandon(self, end: int) -> None:
        """End the connection on one side; the other one is not told, and what it says is swallowed."""
        self._is_abandoned = True
        for way in self._ways:
            way.is_dead = True
        self._writers[end].transport.abort()

    async def run(self) -> None:
        ways = [asyncio.create_task(way.run()) for way in self._ways]
        limits = asyncio.create_task(self._hold_to_limits())
        try:
            pending = {*ways, limits}
            while limits in pending and (pending & set(ways) if self._is_abandoned else pending >= set(ways)):
                _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*ways, limits):
                task.cancel()
            await asyncio.wait([*ways, limits])

    async def _hold_to_limits(self) -> None:
        line = self._line
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            silent, age = self._now() - self._ways[0].last_at, self._now() - self._since
            if 0 < line.idle_seconds < silent or 0 < line.longest_seconds < age:
                line.ended_by_limits += 1
                self.abort()
                return


class _Way:
    """One direction of a connection."""

    def __init__(
        self,
        line: Line,
        dice: random.Random,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        now: Callable[[], float],
    ) -> None:
        self._line = line
        self._dice = dice
        self._reader = reader
        self._writer = writer
        self._now = now
        self._held: Frame | None = None
        self.last_at = now()
        self.is_dead = False

    async def run(self) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            self._writer.write(await self._reader.readuntil(_HEAD))
            while True:
                frame = await read_frame(self._reader)
                self.last_at = self._now()
                await self._line.flowing.wait()
                await self._pass_on(frame)

    async def _pass_on(self, frame: Frame) -> None:
        """Write it, spoilt or not, and after it what was held back."""
        spoiling, dice = self._line.spoiling, self._dice
        if not frame.is_text:
            await self._write(frame.encoded)
            return
        if self._held is None and dice.random() < spoiling.swap:
            self._held = frame
            asyncio.get_running_loop().call_later(_HELD_SECONDS, self._let_go)
            return
        if dice.random() < spoiling.cut_within:
            await self._write(frame.encoded[: len(frame.encoded) // 2])
            self._writer.transport.abort()
            raise ConnectionAbortedError
        if dice.random() < spoiling.truncate:
            frame = frame.truncated(dice.randrange(len(frame.payload) or 1))
        await self._write(frame.encoded)
        if dice.random() < spoiling.double:
            await self._write(frame.encoded)
        self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None and not self.is_dead and not self._writer.transport.is_closing():
            self._writer.write(held.encoded)

    async def _write(self, data: bytes) -> None:
        if self.is_dead:
            return
        if self._line.bytes_per_second:
            await asyncio.sleep(len(data) / self._line.bytes_per_second)
        self._writer.write(data)
        await self._writer.drain()


@asynccontextmanager
async def line_to(target: int, dice: random.Random) -> AsyncIterator[Line]:
    """Open a line to a port of this machine while the block lasts."""
    line = Line(target, dice)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0, limit=1 << 20)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        line.cut()
