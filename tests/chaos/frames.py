"""Reads WebSocket frames as bytes, and spoils them (RFC 6455, section 5.2)."""

import asyncio
import struct
from typing import Final, NamedTuple

TEXT: Final = 0x1
_OPCODE: Final = 0x0F
_MASKED: Final = 0x80
_TWO_BYTES, _EIGHT_BYTES = 126, 127


class Frame(NamedTuple):
    """A frame as it came: its first byte, the mask's key (empty without one) and the payload, still masked."""

    first: int
    key: bytes
    payload: bytes

    @property
    def is_text(self) -> bool:
        return self.first & _OPCODE == TEXT

    @property
    def encoded(self) -> bytes:
        mask = _MASKED if self.key else 0
        size = len(self.payload)
        if size < _TWO_BYTES:
            head = struct.pack("!BB", self.first, mask | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", self.first, mask | _TWO_BYTES, size)
        else:
            head = struct.pack("!BBQ", self.first, mask | _EIGHT_BYTES, size)
        return head + self.key + self.payload

    def truncated(self, size: int) -> "Frame":
        """Return a sound frame of a message that is cut off."""
        return self._replace(payload=self.payload[:size])


async def read_frame(reader: asyncio.StreamReader) -> Frame:
    """Raise `IncompleteReadError` at the end."""
    first, second = await reader.readexactly(2)
    size = second & ~_MASKED
    if size == _TWO_BYTES:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    elif size == _EIGHT_BYTES:
        (size,) = struct.unpack("!Q", await reader.readexactly(8))
    key = await reader.readexactly(4) if second & _MASKED else b""
    return Frame(first, key, await reader.readexactly(size))
