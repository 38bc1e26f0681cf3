"""Frames arrive as they were sent, whatever they travel in."""

import zlib

import zstandard
from hypothesis import given
from hypothesis import strategies as st

from infra.discord_sim.gateway.compression import Plain, Transport, encoder_for

FRAMES = st.lists(st.text(max_size=3_000).map(str.encode), max_size=5)


@given(FRAMES)
def test_a_zlib_stream_is_one_stream_with_a_flush_after_each_frame(frames: list[bytes]) -> None:
    encoder, stream = encoder_for(Transport.ZLIB_STREAM), zlib.decompressobj()

    for frame in frames:
        sent = encoder.encode(frame)
        assert isinstance(sent, bytes)
        assert sent.endswith(b"\x00\x00\xff\xff")
        assert stream.decompress(sent) == frame


@given(FRAMES)
def test_a_zstd_stream_gives_each_frame_as_it_comes(frames: list[bytes]) -> None:
    encoder, stream = encoder_for(Transport.ZSTD_STREAM), zstandard.ZstdDecompressor().decompressobj()

    for frame in frames:
        sent = encoder.encode(frame)
        assert isinstance(sent, bytes)
        assert stream.decompress(sent) == frame


@given(FRAMES)
def test_plain_frames_are_text_unless_large_ones_were_asked_compressed(frames: list[bytes]) -> None:
    plain, compressing = Plain(), Plain()
    compressing.compress = True

    for frame in frames:
        assert plain.encode(frame) == frame.decode()
        sent = compressing.encode(frame)
        assert (zlib.decompress(sent) if isinstance(sent, bytes) else sent.encode()) == frame
