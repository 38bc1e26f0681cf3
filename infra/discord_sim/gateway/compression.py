"""How frames travel: plain JSON, one zlib or zstd stream per connection, or single large zlib payloads."""

import zlib
from enum import StrEnum
from typing import Protocol

import zstandard

_LARGE_PAYLOAD = 2_048


class Transport(StrEnum):
    """The `compress` of a gateway URL."""

    PLAIN = ""
    ZLIB_STREAM = "zlib-stream"
    ZSTD_STREAM = "zstd-stream"


class Encoder(Protocol):
    """Turn JSON into what goes into one WebSocket message: text as str, binary as bytes."""

    def encode(self, json: bytes) -> str | bytes:
        """Encode the next frame; the order of calls is the order on the wire."""


class Plain:
    """Send text, and large payloads compressed on their own once identify has asked for it."""

    def __init__(self) -> None:
        self.compress = False

    def encode(self, json: bytes) -> str | bytes:
        """Encode the next frame."""
        return zlib.compress(json) if self.compress and len(json) > _LARGE_PAYLOAD else json.decode()


class ZlibStream:
    """One zlib stream; each frame ends in a sync flush (00 00 FF FF)."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def encode(self, json: bytes) -> str | bytes:
        """Encode the next frame."""
        return self._stream.compress(json) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """One zstd frame without end; each gateway frame ends in a block flush."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor().compressobj()

    def encode(self, json: bytes) -> str | bytes:
        """Encode the next frame."""
        return self._stream.compress(json) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


def encoder_for(transport: Transport) -> Encoder:
    """Make a fresh encoder for a new connection."""
    encoders: dict[Transport, type[Encoder]] = {
        Transport.PLAIN: Plain,
        Transport.ZLIB_STREAM: ZlibStream,
        Transport.ZSTD_STREAM: ZstdStream,
    }
    return encoders[transport]()
