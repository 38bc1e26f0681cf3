"""Asks a part whether it is ready to work."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from infra.local.ports import HOST

Probe = Callable[[], Awaitable[bool]]
_ANSWER_SECONDS: Final = 2.0


def answers_http(port: int, path: str, *, contains: bytes = b"") -> Probe:
    """Ready when GET answers 200, with this text in the answer."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()

    async def probe() -> bool:
        answer = await _exchange(port, request, lambda reader: reader.read(-1))
        return answer.startswith(b"HTTP/1.") and answer[9:12] == b"200" and contains in answer

    return probe


def answers_redis(port: int) -> Probe:
    """Ready when PING answers PONG, which is after Redis has loaded what it kept."""

    async def probe() -> bool:
        return await _exchange(port, b"*1\r\n$4\r\nPING\r\n", lambda reader: reader.readline()) == b"+PONG\r\n"

    return probe


async def _exchange(port: int, request: bytes, read: Callable[[asyncio.StreamReader], Awaitable[bytes]]) -> bytes:
    """Send this and read the answer; empty when nobody answers in time."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(request)
                return await read(reader)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return b""
