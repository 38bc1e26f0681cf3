"""What people wrote is kept apart from the event that it came in.

`content` and `matched_content` count as written by people in every event, of types that we do not know yet as well; the
reason that somebody gave for what they did, in those of `_REASONED`.
"""

from collections.abc import Collection, Mapping
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event, EventType

E = TypeVar("E", bound=Event)

CONTENT: Final = "content"
_WRITTEN: Final = (CONTENT, "matched_content")
_REASONED: Final = frozenset(
    {EventType.AUDIT_LOG_ENTRY, EventType.MEMBER_REMOVE, EventType.MEMBER_BAN, EventType.MEMBER_UNBAN}
)
_NULL: Final = msgspec.Raw(b"null")


class _Contents(msgspec.Struct, frozen=True):
    content: msgspec.Raw = _NULL
    matched_content: msgspec.Raw = _NULL
    reason: msgspec.Raw = _NULL


_decode: Final = msgspec.json.Decoder(_Contents).decode
_fields: Final = json.Decoder(dict[str, msgspec.Raw])
_text: Final = json.Decoder(str)
_NOTHING: Final = _Contents()
_FIELD: Final = b'"content":'


def without_content(event: E) -> tuple[E, dict[str, str]]:
    """Return the event with what people wrote null, and that by the keys under which it is kept.

    This looks at the fields' names: an event of a type that we do not know yet may carry content as well.
    """
    data = bytes(event.data)
    named = data.count(b"content")
    if named > 1 or event.type in _REASONED or b"\\u" in data:  # several, or spelt so that a search does not find it
        return _without_any(event, data)
    return _without_one(event, data) if named else (event, {})


def _without_one(event: E, data: bytes) -> tuple[E, dict[str, str]]:
    """Cut the only thing that is called content out of the text: that is quick, and nearly all events are such."""
    value = bytes(_found(data).content)
    if value == b"null":
        return event, {}
    at = data.find(_FIELD + value)
    if at < 0:
        return _without_any(event, data)
    start = at + len(_FIELD)
    text = _as_text(value)
    bare = replace(event, data=msgspec.Raw(data[:start] + b"null" + data[start + len(value) :]))
    return bare, {} if text is None else {event.id: text}


def _without_any(event: E, data: bytes) -> tuple[E, dict[str, str]]:
    written = _written(event, data)
    if not written:
        return event, {}
    texts = {_key(event.id, name): _as_text(value) for name, value in written}
    fields = _fields_of(event) | {name: _NULL for name, _ in written}
    bare = replace(event, data=msgspec.Raw(json.encode(fields)))
    return bare, {key: text for key, text in texts.items() if text is not None}


def with_content(event: E, contents: Mapping[str, str]) -> E:
    """Undo `without_content`, with those of the contents that are the event's."""
    keys = {name: _key(event.id, name) for name in _names(event)}
    texts = {name: contents[key] for name, key in keys.items() if key in contents}
    if not texts:
        return event
    fields = _fields_of(event) | {name: msgspec.Raw(json.encode(text)) for name, text in texts.items()}
    return replace(event, data=msgspec.Raw(json.encode(fields)))


def keys_of(contents: Mapping[str, str], event_ids: Collection[str]) -> set[str]:
    """Return the keys of what was written in these events."""
    return {key for key in contents if key.partition("\n")[0] in event_ids}


def _key(event_id: str, name: str) -> str:
    return event_id if name == CONTENT else f"{event_id}\n{name}"


def _names(event: Event) -> tuple[str, ...]:
    return (*_WRITTEN, "reason") if event.type in _REASONED else _WRITTEN


def _written(event: Event, data: bytes) -> list[tuple[str, bytes]]:
    found = _found(data)
    values = [(CONTENT, found.content), ("matched_content", found.matched_content)]
    if event.type in _REASONED:
        values.append(("reason", found.reason))
    return [(name, bytes(value)) for name, value in values if value is not _NULL and bytes(value) != b"null"]


def _found(data: bytes) -> _Contents:
    try:
        return _decode(data)
    except msgspec.DecodeError:
        return _NOTHING  # the data of an unknown type need not be an object


def _fields_of(event: Event) -> dict[str, msgspec.Raw]:
    try:
        return _fields.decode(event.data)
    except InvalidInputError:
        return {}


def _as_text(value: bytes) -> str | None:
    try:
        return _text.decode(value)
    except InvalidInputError:
        return None
