"""Packs events into WebSocket frames that API Gateway accepts."""

import base64
import importlib.util
from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import Final

import msgspec

from bot_worker.pipeline.cutting import cut_down
from bot_worker.pipeline.spool.records import Row, size_of_all
from shared.kernel import json
from shared.kernel.packing import Codec, compress
from shared.kernel.ulids import LENGTH
from shared.kernel.wire import MAX_FRAME_BYTES, ToBackend

_to_backend: Final = json.Decoder(ToBackend)
CODEC: Final = Codec.ZSTD if importlib.util.find_spec("zstandard") else Codec.ZLIB
_LEVEL: Final = 3  # of zstd: 5 saves 3 % for twice the time
MAX_BATCH_BYTES: Final = 1024 * 1024  # unpacked; the backend refuses what unpacks to much more
_SPARE_BYTES: Final = 256  # a batch that is packed again, by another version of the codec, may come out a little larger
_ENVELOPE_BYTES: Final = len(json.encode(ToBackend(batch_id="0" * LENGTH, codec=CODEC, events="", may_repeat=True)))
MAX_PACKED_BYTES: Final = MAX_FRAME_BYTES - _ENVELOPE_BYTES - _SPARE_BYTES


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """The first `count` of the events offered, compressed and in base64."""

    count: int
    text: str


def fill(rows: Sequence[Row]) -> Packed:
    """Pack as many of these events, from the first on, as one frame holds: always at least one.

    In the frame a guild's events lie together, in their order: they have much in common, and compress better so.
    """
    count = _within_batch_bytes(rows)
    while count > 1:
        text = _pack(rows[:count])
        if len(text) <= MAX_PACKED_BYTES:
            return Packed(count=count, text=text)
        count = max(1, min(count - 1, count * MAX_PACKED_BYTES // len(text)))
    return Packed(count=1, text=_pack_one(rows[0][5]))


def repack(rows: Sequence[Row]) -> Packed:
    """Pack exactly these events again, which made a frame before."""
    text = _pack(rows) if len(rows) > 1 else _pack_one(rows[0][5])
    return Packed(count=len(rows), text=text)


def frame(batch_id: str, packed: Packed, *, may_repeat: bool = False) -> str:
    message = ToBackend(batch_id=batch_id, codec=CODEC, events=packed.text, may_repeat=may_repeat)
    return json.encode(message).decode("ascii")


def marked(text: str) -> str:
    """Return the same frame as one that may repeat events."""
    return json.encode(msgspec.structs.replace(_to_backend.decode(text), may_repeat=True)).decode("ascii")


def _within_batch_bytes(rows: Sequence[Row]) -> int:
    if size_of_all(rows) <= MAX_BATCH_BYTES:
        return len(rows)
    total = 0
    for count, row in enumerate(rows):
        total += len(row[5])
        if total > MAX_BATCH_BYTES:
            return max(1, count)
    return len(rows)


def _pack_one(event: bytes) -> str:
    text = _packed([event])
    return text if len(text) <= MAX_PACKED_BYTES else _packed([cut_down(event, _fits)])


def _fits(event: bytes) -> bool:
    return len(_packed([event])) <= MAX_PACKED_BYTES


def _pack(rows: Sequence[Row]) -> str:
    return _packed([row[5] for row in sorted(rows, key=itemgetter(1))])


def _packed(events: Sequence[bytes]) -> str:
    return base64.b64encode(_compress(b"[%b]" % b",".join(events))).decode("ascii")


def _compressor() -> Callable[[bytes], bytes]:
    if CODEC is Codec.ZLIB:
        return partial(compress, codec=Codec.ZLIB)
    import zstandard

    return zstandard.ZstdCompressor(level=_LEVEL).compress


_compress: Final = _compressor()  # one for all batches: they are packed on one thread
