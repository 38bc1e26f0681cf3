"""Message content is kept apart from the event that it came in."""

from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event

E = TypeVar("E", bound=Event)

_fields: Final = json.Decoder(dict[str, msgspec.Raw])
_text: Final = json.Decoder(str)
_NULL: Final = msgspec.Raw(b"null")


def without_content(event: E) -> tuple[E, str | None]:
    """Return the event with its `content` null, and that content.

    This looks at the field, not at the type: an event of a type that we do not know yet may carry content as well.
    """
    fields = _fields_of(event)
    content = fields.get("content", _NULL)
    if bytes(content) == b"null":
        return event, None
    fields["content"] = _NULL
    return _with_fields(event, fields), _as_text(content)


def with_content(event: E, content: str) -> E:
    """Undo `without_content`."""
    return _with_fields(event, _fields_of(event) | {"content": msgspec.Raw(json.encode(content))})


def _fields_of(event: Event) -> dict[str, msgspec.Raw]:
    try:
        return _fields.decode(event.data)
    except InvalidInputError:
        return {}  # the data of an unknown type need not be an object


def _with_fields(event: E, fields: dict[str, msgspec.Raw]) -> E:
    return replace(event, data=msgspec.Raw(json.encode(fields)))


def _as_text(content: msgspec.Raw) -> str | None:
    try:
        return _text.decode(content)
    except InvalidInputError:
        return None
