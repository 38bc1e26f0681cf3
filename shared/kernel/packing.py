"""Batches as they travel and rest: a JSON array of events, compressed."""

import base64
import binascii
import threading
import zlib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Final

import msgspec

from shared.kernel import json
from shared.kernel.errors import InvalidInputError, PayloadTooLargeError
from shared.kernel.events import Event

MAX_UNPACKED_BYTES: Final = 8 * 1024 * 1024  # a frame holds 24 KB of compressed bytes: more than this is an attack
_LEVEL: Final = {"zstd": 1, "zlib": 6}  # of zstd: 3 takes a third longer, and makes segments no smaller


class Codec(StrEnum):
    ZSTD = "zstd"
    ZLIB = "zlib"


_raw_events: Final = json.Decoder(list[msgspec.Raw])


def compress(data: bytes, codec: Codec) -> bytes:
    if codec is Codec.ZLIB:
        return zlib.compress(data, _LEVEL[codec])
    return _zstd().compressor.compress(data)


def decompress(data: bytes, codec: Codec) -> bytes:
    """Undo `compress`; raise `InvalidInputError` on rubbish, `PayloadTooLargeError` on a bomb."""
    return _decompress_zlib(data) if codec is Codec.ZLIB else _decompress_zstd(data)


def _decompress_zlib(data: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(data, MAX_UNPACKED_BYTES)
    except zlib.error as error:
        raise InvalidInputError("The batch cannot be decompressed.") from error
    if stream.unconsumed_tail:
        raise PayloadTooLargeError
    if not stream.eof or stream.unused_data:
        raise InvalidInputError("The batch cannot be decompressed.")
    return plain


def _decompress_zstd(data: bytes) -> bytes:
    import zstandard

    decompressor = _zstd().decompressor
    try:
        size = zstandard.frame_content_size(data)  # which our compressor writes; -1 where it is not told
        if size > MAX_UNPACKED_BYTES:
            raise PayloadTooLargeError
        plain: bytes = (
            decompressor.decompress(data)
            if size >= 0
            else decompressor.stream_reader(data).read(MAX_UNPACKED_BYTES + 1)
        )
    except zstandard.ZstdError as error:
        raise InvalidInputError("The batch cannot be decompressed.") from error
    if len(plain) > MAX_UNPACKED_BYTES:
        raise PayloadTooLargeError
    return plain


class _Zstd(threading.local):
    """Contexts that a thread uses again: to make them costs as much as a batch. Only who needs zstandard imports it."""

    def __init__(self) -> None:
        import zstandard

        self.compressor = zstandard.ZstdCompressor(level=_LEVEL["zstd"])
        self.decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_UNPACKED_BYTES)


@cache
def _zstd() -> _Zstd:
    return _Zstd()


def pack(events: Sequence[Event | msgspec.Raw], codec: Codec) -> str:
    """Encode a batch, of events that may be encoded already, for a text frame (base64)."""
    return base64.b64encode(compress(json.encode(events), codec)).decode("ascii")


def unpack(packed: str, codec: str) -> list[msgspec.Raw]:
    """Undo `pack`, but for the events, which are still encoded."""
    return split(unpack_array(packed, codec))


def unpack_array(packed: str, codec: str) -> bytes:
    """Return the JSON array of a batch's events."""
    try:
        data = base64.b64decode(packed, validate=True)
        known = Codec(codec)
    except (binascii.Error, ValueError) as error:
        raise InvalidInputError("The batch is not base64 of a known codec.") from error
    return decompress(data, known)


def split(array: bytes) -> list[msgspec.Raw]:
    """Return a batch's events, still encoded, so that one malformed event does not spoil the others."""
    return _raw_events.decode(array)
