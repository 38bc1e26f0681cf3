"""The pictures that the CDN stand-in draws."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.oauth import images


def chunks(png: bytes) -> dict[bytes, bytes]:
    """Take a PNG apart, and check its checksums on the way."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, rest = {}, png[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, data = rest[4:8], rest[8 : 8 + length]
        assert struct.unpack(">I", rest[8 + length : 12 + length])[0] == zlib.crc32(kind + data)
        found[kind], rest = data, rest[12 + length :]
    return found


@given(name=st.text(), size=st.sampled_from([16, 32, 64, 128]))
def test_a_pattern_is_a_valid_png_of_its_size(name: str, size: int) -> None:
    parts = chunks(images.pattern(name, size))

    assert struct.unpack(">II", parts[b"IHDR"][:8]) == (size, size)
    assert len(zlib.decompress(parts[b"IDAT"])) == size * (size + 1)


def test_a_pattern_depends_on_nothing_but_name_and_size() -> None:
    assert images.pattern("a", 64) == images.pattern("a", 64)
    assert images.pattern("a", 64) != images.pattern("b", 64)


@pytest.mark.parametrize("size", [16, 128])
def test_the_right_half_mirrors_the_left(size: int) -> None:
    pixels = zlib.decompress(chunks(images.pattern("anything", size))[b"IDAT"])

    middle = pixels[(size // 2) * (size + 1) + 1 :][:size]

    assert middle[: size // 5] == middle[::-1][: size // 5]
