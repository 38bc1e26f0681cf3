"""Frames: never above API Gateway's limit, never empty, never with an event missing in between."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot_worker.pipeline.frames import MAX_BATCH_BYTES, fill, frame, repack
from shared.kernel import json
from shared.kernel.events import Event
from shared.kernel.packing import unpack
from shared.kernel.wire import MAX_FRAME_BYTES, ToBackend
from tests.unit.bot_worker.pipeline.events import a_row, an_event

BATCH_ID = "01HF7YAT00" + "0" * 16
_event = json.Decoder(Event)


def _noise(length: int, seed: int = 1) -> str:
    """Text that does not compress."""
    source = random.Random(seed)
    return "".join(chr(source.randrange(0x4E00, 0x9FFF)) for _ in range(length))


def _unpacked(text: str) -> list[Event]:
    message = msgspec.json.decode(text, type=ToBackend)
    return [_event.decode(bytes(raw)) for raw in unpack(message.events, message.codec)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.booleans()), min_size=1, max_size=100))
def test_a_frame_holds_the_first_events_in_order_and_stays_below_the_limit(sizes: list[tuple[int, bool]]) -> None:
    events = [
        an_event(number, content=_noise(size, number) if noisy else "a" * size)
        for number, (size, noisy) in enumerate(sizes)
    ]

    packed = fill([a_row(event) for event in events])
    text = frame(BATCH_ID, packed)

    assert len(text.encode()) <= MAX_FRAME_BYTES
    assert [event.id for event in _unpacked(text)] == [event.id for event in events[: packed.count]]
    assert packed.count >= 1


def test_a_batch_of_usual_events_fits_one_frame_whole() -> None:
    events = [a_row(an_event(number, content=f"message {number} of an evening")) for number in range(100)]

    assert fill(events).count == 100


def test_a_batch_packed_again_has_the_same_content() -> None:
    events = [a_row(an_event(number, content=_noise(300, number))) for number in range(100)]
    first = fill(events)

    again = repack(events[: first.count])

    assert again == first


def test_an_event_too_large_for_a_frame_is_cut_and_marked_and_does_not_hold_up_the_next() -> None:
    huge = an_event(1, content=_noise(40_000))
    events = [a_row(huge), a_row(an_event(2))]

    first = fill(events)
    (cut,) = _unpacked(frame(BATCH_ID, first))

    data = msgspec.json.decode(cut.data)
    assert (cut.id, cut.guild_id, data["message_id"]) == (huge.id, huge.guild_id, "1")
    assert data["truncated"] is True
    assert data["content"] == _noise(40_000)[: len(data["content"])]
    assert len(data["content"]) >= 4096
    assert fill(events[1:]).count == 1


def test_a_batch_stays_below_what_the_backend_unpacks() -> None:
    events = [a_row(an_event(number, content="a" * 300_000)) for number in range(10)]

    packed = fill(events)

    assert packed.count == MAX_BATCH_BYTES // len(events[0][5])


def test_events_of_a_guild_lie_together_in_their_order() -> None:
    guilds = [3, 1, 3, 2, 1]

    packed = fill([a_row(an_event(number, guild_id=guild_id)) for number, guild_id in enumerate(guilds)])

    ids = [event.id for event in _unpacked(frame(BATCH_ID, packed))]
    assert ids == [f"message_create:{number}" for number in (1, 4, 3, 0, 2)]


def test_a_frame_says_whether_its_events_may_repeat_others() -> None:
    packed = fill([a_row(an_event(1))])

    said = [msgspec.json.decode(frame(BATCH_ID, packed, may_repeat=marked), type=ToBackend) for marked in (True, False)]

    assert [message.may_repeat for message in said] == [True, False]
