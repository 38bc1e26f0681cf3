"""The gateway's WebSocket: thin I/O around `Connection`."""

import asyncio
import contextlib
import logging

from aiohttp import ClientConnectionError, WSMsgType, web

from infra.discord_sim.gateway.codes import REASONS
from infra.discord_sim.gateway.compression import Plain, Transport, encoder_for
from infra.discord_sim.gateway.connection import Connection
from infra.discord_sim.gateway.hub import Hub
from infra.discord_sim.gateway.inbound import HangUpError
from infra.discord_sim.gateway.session import Session

log = logging.getLogger(__name__)

_STALL_CHECK_SECONDS = 0.05
_GOODBYE_SECONDS = 2.0


class Socket:
    """One client's WebSocket: a reader that feeds the protocol, a writer that drains its frames."""

    def __init__(self, hub: Hub, request: web.Request, transport: Transport) -> None:
        self._hub = hub
        self._request = request
        self._encoder = encoder_for(transport)
        self._frames: asyncio.Queue[bytes | int] = asyncio.Queue()
        self._connection: Connection | None = None
        self._web_socket = web.WebSocketResponse(compress=False, timeout=_GOODBYE_SECONDS)

    @property
    def session(self) -> Session | None:
        """Return the session that the client opened or resumed, if any."""
        return self._connection.session if self._connection else None

    async def serve(self) -> web.WebSocketResponse:
        """Speak with the client until either side ends it."""
        await self._web_socket.prepare(self._request)
        writer = asyncio.create_task(self._write())
        try:
            await self._read()
            await asyncio.wait([writer], timeout=_GOODBYE_SECONDS)
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ClientConnectionError):
                await writer
        return self._web_socket

    def send_raw(self, data: bytes) -> None:
        """Queue bytes that no session knows of: what they say may be nonsense."""
        self._frames.put_nowait(data)

    def invalidate(self, *, resumable: bool) -> None:
        """Take the client's session away with opcode 9."""
        if self._connection is not None:
            self._connection.invalidate(resumable=resumable)

    def hang_up(self, code: int) -> None:
        """Close, after what is queued."""
        self._frames.put_nowait(code)

    def drop(self) -> None:
        """Cut the line without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _read(self) -> None:
        now = asyncio.get_running_loop().time
        connection = Connection(self._hub, now=now(), outlet=self.send_raw, hang_up=self.hang_up)
        self._connection = connection
        code: int | None = None
        try:
            while code is None:
                code = await self._receive(connection)
        except HangUpError as error:
            log.info(
                "gateway.hang_up", extra={"code": int(error.code), "reason": error.code.name, "detail": error.detail}
            )
            self.hang_up(error.code)
        finally:
            connection.closed(code)

    async def _receive(self, connection: Connection) -> int | None:
        now = asyncio.get_running_loop().time
        try:
            message = await self._web_socket.receive(timeout=max(0.01, connection.deadline - now()))
        except TimeoutError:
            connection.check_heartbeat(now())
            return None
        await self._wait_out_stall()
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            connection.receive(message.data, now())
            if connection.session is not None and isinstance(self._encoder, Plain):
                self._encoder.compress = connection.session.payload_compression
            return None
        self.hang_up(1000)  # lets the writer end
        return int(message.data) if message.type is WSMsgType.CLOSE else 1006

    async def _write(self) -> None:
        while True:
            queued = await self._frames.get()
            await self._wait_out_stall()
            if isinstance(queued, int):
                await self._web_socket.close(code=queued, message=REASONS.get(queued, "").encode())
                return
            encoded = self._encoder.encode(queued)
            if isinstance(encoded, str):
                await self._web_socket.send_str(encoded)
            else:
                await self._web_socket.send_bytes(encoded)

    async def _wait_out_stall(self) -> None:
        while self._hub.simulator.faults.gateway_stalled:  # noqa: ASYNC110 - a fault is a plain flag
            await asyncio.sleep(_STALL_CHECK_SECONDS)
