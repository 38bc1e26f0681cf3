"""A pipeline on a real spool file, in a world whose time, network and disk a test commands."""

import asyncio
from collections import deque
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.actions import Action, Close, Delivered, Open, Refused, Send
from bot_worker.pipeline.link.link import BatchRefusedError
from bot_worker.pipeline.link.protocol import LinkProtocol
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.places import Lanes
from bot_worker.pipeline.spool.spool import Spool, open_spool
from shared.kernel import json
from shared.kernel.events import Event
from shared.kernel.packing import unpack
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import MAX_FRAME_BYTES, Register, ToBackend

REGISTER = Register(bot_id=Snowflake(9), name="test", version="1", shard_ids=[0], shard_count=1)
LIMITS = BatchLimits(max_events=4, interval_seconds=5.0, interactive_seconds=0.15)
SETTLED = 8  # rounds: what one event sets off takes fewer visits to the disk
_events = json.Decoder(Event)


class FrozenLoop(asyncio.SelectorEventLoop):
    """Time passes only where a test moves `moment`; SQLite's thread takes none."""

    moment = 1_000.0

    def time(self) -> float:
        return self.moment


class Wire:
    """The gateway's end of a connection: frames that are not processed yet, answers that have not arrived yet."""

    def __init__(self) -> None:
        self.is_registered = False
        self.inbox: deque[str] = deque()
        self.answers: deque[bytes] = deque()


class CommandedLink:
    """A `Backend` that runs the real protocol; its sockets are `wires`. What a dead one carried may arrive `late`."""

    def __init__(self, loop: FrozenLoop) -> None:
        self._loop = loop
        self.protocol = LinkProtocol(REGISTER, random=lambda: 0.5)
        self.opening: list[int] = []
        self.wires: dict[int, Wire] = {}
        self.late: list[str] = []
        self.on_their_way: dict[str, asyncio.Future[None]] = {}

    @property
    def is_registered(self) -> bool:
        return self.protocol.is_registered

    async def deliver(self, batch_id: str, frame: str) -> None:
        self.on_their_way[batch_id] = self._loop.create_future()
        try:
            self.do(self.protocol.offer(batch_id, frame, self._loop.time()))
            await self.on_their_way[batch_id]
        finally:
            del self.on_their_way[batch_id]

    def doubt(self) -> None:
        self.protocol.doubt()

    def do(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Open():
                    self.opening.append(action.connection)
                case Send():
                    assert len(action.text.encode()) <= MAX_FRAME_BYTES
                    self.wires[action.connection].inbox.append(action.text)
                case Close():
                    self.end(action.connection)
                case Delivered():
                    self.on_their_way[action.batch_id].set_result(None)
                case Refused():
                    self.on_their_way[action.batch_id].set_exception(BatchRefusedError(action.code))

    def end(self, number: int) -> None:
        if number in self.opening:
            self.opening.remove(number)
        if (wire := self.wires.pop(number, None)) is not None:
            self.late += [text for text in wire.inbox if '"to-backend"' in text]


class Worker:
    """One life of the process, from the opening of its spool to its death."""

    def __init__(self, loop: FrozenLoop, path: Path, *, lanes: int, max_bytes: int, wall_ms: list[int]) -> None:
        self._loop = loop
        self._stack = AsyncExitStack()
        self._wall_ms = wall_ms
        self.link = CommandedLink(loop)
        loop.run_until_complete(self._start(path, Lanes(lanes, lambda guild_id: guild_id % lanes), max_bytes))

    async def _start(self, path: Path, lanes: Lanes, max_bytes: int) -> None:
        self.spool: Spool = await self._stack.enter_async_context(
            open_spool(path, now_ms=self._now_ms, max_bytes=max_bytes, lanes=lanes)
        )
        ids = BatchIds(await self.spool.last_batch_id(), now_ms=self._now_ms, entropy=lambda: 0)
        self.pipeline = Pipeline(self.spool, LIMITS, ids, now=self._loop.time, now_ms=self._now_ms)
        self._running = asyncio.create_task(self.pipeline.run(self.link))
        self.link.do(self.link.protocol.tick(self._loop.time()))
        await self._settled()

    def settle(self) -> None:
        """Let everything happen that needs no time."""
        self._loop.run_until_complete(self._settled())

    def die(self) -> None:
        for number in list(self.link.wires):
            self.link.end(number)
        self._loop.run_until_complete(self._end())

    def set_max_pages(self, pages: int) -> None:
        self._loop.run_until_complete(self.spool.database.read(f"PRAGMA max_page_count = {pages}"))

    async def _settled(self) -> None:
        for _ in range(SETTLED):
            await self.spool.database.read("SELECT 1")
            for _ in range(12):
                await asyncio.sleep(0)
        if self._running.done():
            self._running.result()

    async def _end(self) -> None:
        self._running.cancel()
        await asyncio.wait([self._running])
        await self._stack.aclose()

    def _now_ms(self) -> int:
        return self._wall_ms[0]


class Backend:
    """Commits each batch once, under its id; drops copies where a batch says that it may have some."""

    def __init__(self) -> None:
        self.batches: dict[str, list[Event]] = {}
        self.stored: list[Event] = []
        self.poisoned: set[str] = set()

    def commit(self, text: str) -> str:
        """Take a batch in and return its id."""
        message = msgspec.json.decode(text, type=ToBackend)
        events = [_events.decode(bytes(raw)) for raw in unpack(message.events, message.codec)]
        if message.batch_id in self.batches:
            assert self.batches[message.batch_id] == events, "a batch came again with other events"
            return message.batch_id
        self.batches[message.batch_id] = events
        known = {event.id for event in self.stored}
        fresh = [event for event in events if event.id not in known]
        assert message.may_repeat or fresh == events, "an event is in two batches, and neither says so"
        self.stored += fresh
        return message.batch_id


def fields(text: str) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(text)
    return decoded
