"""What people wrote is kept apart from the event."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.events.rules.contents import keys_of, with_content, without_content
from shared.kernel import json
from shared.kernel.events import EventType
from tests.factories.events import a_message, raw

ANYTHING = st.none() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3)


@given(st.text(st.characters(codec="utf-8")))
def test_content_comes_off_and_on_again_unchanged(content: str) -> None:
    event = a_message(content)

    bare, taken = without_content(event)

    assert taken == {event.id: content}
    assert msgspec.json.decode(bare.data)["content"] is None
    assert msgspec.json.decode(with_content(bare, taken).data) == msgspec.json.decode(event.data)


def test_a_message_without_content_stays_as_it_is() -> None:
    event = a_message(None)

    assert without_content(event) == (event, {})


@given(ANYTHING | st.dictionaries(st.text(max_size=5), ANYTHING, max_size=3))
def test_no_content_stays_in_an_event_of_a_type_that_we_do_not_know(data: Any) -> None:
    event = replace(a_message(), type="message_update", data=raw(data))

    bare, _ = without_content(event)

    left = msgspec.json.decode(bare.data)
    assert not isinstance(left, dict) or left.get("content") is None


@pytest.mark.parametrize("content", [7, ["a"], {"b": 1}])
def test_content_that_is_no_text_is_not_kept(content: Any) -> None:
    event = replace(a_message(), type="message_update", data=raw({"content": content, "other": 1}))

    bare, taken = without_content(event)

    assert taken == {}
    assert json.encode(bare.data) == b'{"content":null,"other":1}'


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        (EventType.AUDIT_LOG_ENTRY, {"content", "matched_content", "reason"}),
        (EventType.AUTOMOD_EXECUTION, {"content", "matched_content"}),
        (EventType.GAP, {"content", "matched_content"}),
        ("of_tomorrow", {"content", "matched_content"}),
    ],
)
def test_what_counts_as_written_by_people_depends_on_the_type(kind: str, kept: set[str]) -> None:
    data = {"content": "a", "matched_content": "b", "reason": "c", "other": "d"}
    event = replace(a_message(), type=kind, data=raw(data))

    bare, taken = without_content(event)

    assert msgspec.json.decode(bare.data) == data | dict.fromkeys(kept)
    assert set(taken.values()) == {data[name] for name in kept}
    assert msgspec.json.decode(with_content(bare, taken).data) == data


@pytest.mark.parametrize(
    "data",
    [
        b'{"inner":{"content":"secret"},"content":"secret"}',
        b'{"content" : "secret"}',
        b'{"\\u0063ontent":"secret"}',
        b'{"content":"first","content":"secret"}',
        b'{"inner":{"content":"secret"},"\\u0063ontent":"secret"}',
    ],
)
def test_content_is_found_however_it_is_spelt(data: bytes) -> None:
    bare, taken = without_content(replace(a_message(), id="x", data=msgspec.Raw(data)))

    assert taken == {"x": "secret"}
    assert msgspec.json.decode(bare.data)["content"] is None


def test_what_was_written_in_an_event_is_told_by_its_key() -> None:
    contents = {"one": "a", "one\nreason": "b", "one:more": "c", "two": "d"}

    assert keys_of(contents, {"one"}) == {"one", "one\nreason"}
