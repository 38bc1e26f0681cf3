"""What people wrote is kept apart from the event that it came in.

`content` and `matched_content` count as written by people in every event, of types that we do not know yet as well; the
reason that somebody gave for what they did, in those of `_REASONED`.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event, EventType

E = TypeVar("E", bound=Event)

Written = Sequence[tuple[str, bytes]]
"""Names of fields, with their encoded values."""

NOTHING: Final[Written] = ()
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
_FIELD: Final = b'"content":'
_EMPTY: Final = _FIELD + b"null"


def without_content(event: E) -> tuple[E, dict[str, str]]:
    """Return the event with what people wrote null, and that by the keys under which it is kept.

    This looks at the fields' names: an event of a type that we do not know yet may carry content as well.
    """
    bare, written = stripped(event)
    return bare, texts_of(event, written)


def stripped(event: E) -> tuple[E, Written]:
    """Do the same, and leave what people wrote encoded: hardly any of it is kept."""
    data = bytes(event.data)
    at = data.find(b"content")
    spelt_otherwise = data.find(b"\\") >= 0 and b"\\u" in data  # the first is quick, and mostly enough
    if event.type in _REASONED or spelt_otherwise or (at >= 0 and data.find(b"content", at + 1) >= 0):
        return _without_any(event, data)
    return _without_one(event, data) if at >= 0 else (event, NOTHING)


def texts_of(event: Event, written: Written) -> dict[str, str]:
    """Return what was written by the keys under which it is kept; what is no text is not."""
    texts = {_key(event.id, name): _as_text(value) for name, value in written}
    return {key: text for key, text in texts.items() if text is not None}


def _without_one(event: E, data: bytes) -> tuple[E, Written]:
    """Cut the only thing that is called content out of the text: that is quick, and nearly all events are such."""
    try:
        value = bytes(_decode(data).content)
    except msgspec.DecodeError:
        return event, NOTHING  # the data of an unknown type need not be an object
    if value == b"null":
        return event, NOTHING
    before, field, after = data.partition(_FIELD + value)
    if not field:
        return _without_any(event, data)
    return replace(event, data=msgspec.Raw(before + _EMPTY + after)), ((CONTENT, value),)


def _without_any(event: E, data: bytes) -> tuple[E, Written]:
    written = _written(event, data)
    if not written:
        return event, NOTHING
    fields = _fields_of(event) | {name: _NULL for name, _ in written}
    return replace(event, data=msgspec.Raw(json.encode(fields))), written


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


def _written(event: Event, data: bytes) -> Written:
    try:
        found = _decode(data)
    except msgspec.DecodeError:
        return NOTHING
    values = [(CONTENT, found.content), ("matched_content", found.matched_content)]
    if event.type in _REASONED:
        values.append(("reason", found.reason))
    return tuple((name, bytes(value)) for name, value in values if bytes(value) != b"null")


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
