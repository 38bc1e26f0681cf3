"""Drives the link's protocol: WebSockets, tasks and the clock."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from bot_worker.pipeline.bell import Bell
from bot_worker.pipeline.link.actions import Action, Close, Delivered, Execute, Open, Refused, Send
from bot_worker.pipeline.link.protocol import LinkProtocol
from shared.kernel.wire import MAX_FRAME_BYTES, MAX_MESSAGE_BYTES, CommandResult, FromBackend, Register

log = logging.getLogger(__name__)

_FRAGMENT_LETTERS: Final = MAX_FRAME_BYTES // 4  # a letter has four bytes at most
_OPEN_SECONDS: Final = 10.0
_SEND_SECONDS: Final = 10.0
_CLOSE_SECONDS: Final = 2.0


class BatchRefusedError(Exception):
    """The backend will never take this batch; `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Link:
    """The way to the backend. `token` mints a fresh connect token; `execute` carries out a command, as often as
    it comes, and returns None for one that is not ours to answer."""

    def __init__(
        self,
        protocol: LinkProtocol,
        *,
        url: str,
        token: Callable[[], str],
        execute: Callable[[FromBackend], Awaitable[CommandResult | None]],
        now: Callable[[], float],
    ) -> None:
        self._protocol = protocol
        self._url = url
        self._token = token
        self._execute = execute
        self._now = now
        self._bell = Bell(now)
        self._outgoing: dict[int, asyncio.Queue[str | None]] = {}
        self._to_start: list[Callable[[], Coroutine[None, None, None]]] = []
        self._deliveries: dict[str, asyncio.Future[None]] = {}
        self._closing = False

    @property
    def is_connected(self) -> bool:
        return self._protocol.is_connected

    @property
    def is_registered(self) -> bool:
        return self._protocol.is_registered

    async def run(self) -> None:
        """Stay connected until `close`."""
        async with asyncio.TaskGroup() as tasks:
            while not self._closing:
                self._perform(self._protocol.tick(self._now()))
                while self._to_start:
                    tasks.create_task(self._to_start.pop(0)())
                await self._bell.wait_until(self._protocol.alarm(self._now()))

    async def deliver(self, batch_id: str, frame: str) -> None:
        """Return when the backend has committed the batch, however long that takes; raise `BatchRefusedError`."""
        delivery = self._deliveries[batch_id] = asyncio.get_running_loop().create_future()
        try:
            self._react(self._protocol.offer(batch_id, frame, self._now()))
            await delivery
        finally:
            del self._deliveries[batch_id]

    def doubt(self) -> None:
        """Let batches that are sent again say that another worker may have brought their events."""
        self._protocol.doubt()

    def introduce(self, register: Register) -> None:
        self._react(self._protocol.introduce(register, self._now()))

    def close(self) -> None:
        self._closing = True
        self._react(self._protocol.close(self._now()))

    def _react(self, actions: list[Action]) -> None:
        self._perform(actions)
        self._bell.ring()

    def _perform(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Open():
                    self._to_start.append(partial(self._hold, action.connection))
                    self._outgoing[action.connection] = asyncio.Queue()
                case Send() if action.connection in self._outgoing:
                    self._outgoing[action.connection].put_nowait(action.text)
                case Close() if action.connection in self._outgoing:
                    self._outgoing[action.connection].put_nowait(None)
                case Delivered() if not self._deliveries[action.batch_id].done():
                    self._deliveries[action.batch_id].set_result(None)
                case Refused() if not self._deliveries[action.batch_id].done():
                    self._deliveries[action.batch_id].set_exception(BatchRefusedError(action.code))
                case Execute():
                    self._to_start.append(partial(self._answer, action.message))
                case _:
                    log.debug("link.too_late", extra={"action": type(action).__name__})

    async def _answer(self, message: FromBackend) -> None:
        result = await self._execute(message)
        if result is not None:
            self._react(self._protocol.answer(result, self._now()))

    async def _hold(self, number: int) -> None:
        """Live through one connection, from its opening to its end."""
        try:
            async with connect(
                f"{self._url}?token={self._token()}",
                compression=None,  # batches are compressed already, and better
                open_timeout=_OPEN_SECONDS,
                close_timeout=_CLOSE_SECONDS,
                max_size=MAX_MESSAGE_BYTES,
                ping_interval=None,  # the protocol has keep-alives of its own, which the backend sees too
                proxy=None,
            ) as socket:
                log.info("link.connected", extra={"connection": number})
                self._react(self._protocol.opened(number, self._now()))
                await self._converse(number, socket)
                log.info("link.disconnected", extra={"connection": number, "close_code": socket.close_code})
        except (OSError, WebSocketException) as error:
            _report(error)
        finally:
            del self._outgoing[number]
            self._react(self._protocol.lost(number, self._now()))

    async def _converse(self, number: int, socket: ClientConnection) -> None:
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(self._write(socket, self._outgoing[number]))
            with suppress(ConnectionClosed):
                async for text in socket:
                    self._react(self._protocol.received(number, text, self._now()))
            writer.cancel()

    async def _write(self, socket: ClientConnection, outgoing: asyncio.Queue[str | None]) -> None:
        with suppress(ConnectionClosed, TimeoutError):
            while (text := await outgoing.get()) is not None:
                async with asyncio.timeout(_SEND_SECONDS):
                    await socket.send(_fragments(text))
        await socket.close()


def _fragments(text: str) -> str | list[str]:
    """Split a message that no frame of API Gateway's holds; only results of commands are so large."""
    if len(text) <= _FRAGMENT_LETTERS or len(text.encode()) <= MAX_FRAME_BYTES:
        return text
    return [text[start : start + _FRAGMENT_LETTERS] for start in range(0, len(text), _FRAGMENT_LETTERS)]


def _report(error: Exception) -> None:
    """Say why there is no connection, without the URL: it holds the token."""
    if isinstance(error, InvalidStatus) and error.response.status_code in (401, 403):
        log.error("link.refused", extra={"hint": "is BOT_LINK_SECRET the same here and at the gateway?"})
    elif isinstance(error, InvalidStatus):
        log.warning("link.cannot_connect", extra={"reason": f"HTTP {error.response.status_code}"})
    else:
        log.warning("link.cannot_connect", extra={"reason": type(error).__name__})
