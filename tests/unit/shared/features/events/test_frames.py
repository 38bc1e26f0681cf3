"""Messages for browsers fit a frame, and say how far they reach."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.features.events.rules.frames import frames
from shared.features.events.rules.segments import with_cursors
from shared.kernel import json
from shared.kernel.wire import MAX_FRAME_BYTES, EventMessage
from tests.factories.events import GUILD, a_batch_id, a_message

MESSAGE = json.Decoder(EventMessage)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 12_000), max_size=40))
def test_frames_hold_every_event_once_in_order_and_none_is_too_large(sizes: list[int]) -> None:
    events = with_cursors(a_batch_id(), [a_message("é" * size) for size in sizes])

    sent = list(frames(GUILD, events))

    messages = [MESSAGE.decode(frame) for frame in sent]
    assert all(len(frame) <= MAX_FRAME_BYTES for frame in sent)
    assert [event.id for message in messages for event in message.events] == [event.id for event in events]
    assert [message.cursor for message in messages] == sorted({message.cursor for message in messages})
    assert not events or messages[-1].cursor == events[-1].cursor


def test_an_event_larger_than_a_frame_goes_alone() -> None:
    events = with_cursors(a_batch_id(), [a_message(), a_message("x" * 40_000), a_message()])

    sent = [MESSAGE.decode(frame) for frame in frames(GUILD, events)]

    assert [len(message.events) for message in sent] == [1, 1, 1]


def test_a_small_batch_is_one_message_with_the_batch_as_its_cursor() -> None:
    events = with_cursors(a_batch_id(), [a_message(), a_message()])

    (message,) = (MESSAGE.decode(frame) for frame in frames(GUILD, events))

    assert message.cursor == a_batch_id()
