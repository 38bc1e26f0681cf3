import base64

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import json
from shared.kernel.errors import InvalidInputError, PayloadTooLargeError
from shared.kernel.events import Event
from shared.kernel.packing import MAX_UNPACKED_BYTES, Codec, compress, pack, unpack
from shared.kernel.snowflakes import Snowflake

codecs = st.sampled_from(Codec)
texts = st.text(st.characters(codec="utf-8"), max_size=200)
events_decoder = json.Decoder(Event)


def an_event(text: str) -> Event:
    data = msgspec.Raw(json.encode({"content": text}))
    return Event(id="e", type="message_create", guild_id=Snowflake(1), data=data, timestamp=1)


@given(st.lists(texts, max_size=20), codecs)
def test_a_batch_is_unpacked_as_it_was_packed(contents: list[str], codec: Codec) -> None:
    events = [an_event(text) for text in contents]

    unpacked = [events_decoder.decode(bytes(raw)) for raw in unpack(pack(events, codec), codec)]

    assert [bytes(event.data) for event in unpacked] == [bytes(event.data) for event in events]


@given(st.binary(max_size=300), codecs)
def test_rubbish_is_refused_and_nothing_else_happens(rubbish: bytes, codec: Codec) -> None:
    with pytest.raises((InvalidInputError, PayloadTooLargeError)):
        unpack(base64.b64encode(rubbish).decode(), codec)


@pytest.mark.parametrize("codec", Codec)
def test_a_bomb_is_refused_before_it_fills_the_memory(codec: Codec) -> None:
    bomb = base64.b64encode(compress(b" " * (MAX_UNPACKED_BYTES + 2), codec)).decode()

    with pytest.raises(PayloadTooLargeError):
        unpack(bomb, codec)


def test_an_unknown_codec_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        unpack("", "brotli")
