"""Small valid PNGs with a pattern that depends only on a name: avatars and icons without a file behind them."""

import struct
import zlib
from hashlib import blake2b

Colour = tuple[int, int, int]

_CELLS = 5
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE_IMAGE = struct.pack(">BBBBB", 8, 3, 0, 0, 0)  # 8 bits a pixel, indexed colour, no interlacing


def pattern(name: str, size: int) -> bytes:
    """Draw a square of `size` pixels: five by five cells, the right half mirrors the left."""
    digest = blake2b(name.encode(), digest_size=20).digest()
    colour = _vivid(digest[0], digest[1], digest[2])
    columns = [[digest[3 + row * 3 + column] & 1 for column in range(3)] for row in range(_CELLS)]
    rows = [[half[0], half[1], half[2], half[1], half[0]] for half in columns]
    pixels = b"".join(b"\x00" + _line(rows[y * _CELLS // size], size) for y in range(size))
    return _png(size, (_pale(colour), colour), pixels)


def plain(colour: Colour, size: int) -> bytes:
    """Draw a square of one colour."""
    return _png(size, (colour,), (b"\x00" + b"\x00" * size) * size)


def _line(cells: list[int], size: int) -> bytes:
    return bytes(cells[x * _CELLS // size] for x in range(size))


def _vivid(red: int, green: int, blue: int) -> Colour:
    """Keep a colour dark enough to stand out against its own pale."""
    return red * 3 // 5 + 40, green * 3 // 5 + 20, blue * 3 // 5 + 60


def _pale(colour: Colour) -> Colour:
    red, green, blue = colour
    return (red + 3 * 255) // 4, (green + 3 * 255) // 4, (blue + 3 * 255) // 4


def _png(size: int, palette: tuple[Colour, ...], pixels: bytes) -> bytes:
    return _SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">II", size, size) + _PALETTE_IMAGE),
            _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette)),
            _chunk(b"IDAT", zlib.compress(pixels, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
