"""Find a person in stored events, and make them unrecognisable there."""

from typing import Any, Final

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from shared.features.events.model import Segment
from shared.features.events.rules.segments import events_in, packed, unpacked
from shared.kernel import json
from shared.kernel.events import Event
from shared.kernel.packing import Codec
from shared.kernel.snowflakes import Snowflake

NOBODY: Final = "0"
ERASED_PERSON: Final = {"id": NOBODY, "username": "Deleted user", "global_name": None, "avatar": None}
_PERSONS_OWN: Final = ("id", "username")
_ABOUT: Final = ("user_id", "target_id")  # fields of an event's data that say about whom it is
_NICK: Final = "nick"
_NICKS: Final = frozenset({_NICK, "nick_before"})


def events_of_person(segment: Segment, user_id: Snowflake) -> list[Event]:
    """Return the events that the person caused, or that name their id; most segments are told by their bytes.

    Raise `SegmentUnreadableError`.
    """
    if str(user_id).encode() not in unpacked(segment):
        return []
    return [event for event in events_in(segment) if _concerns(event, user_id)]


def without_person(segment: Segment, user_id: Snowflake) -> Segment:
    """Return the segment with the person's id, names and image gone; what happened, where and when stays.

    The segment keeps its digest, so that a batch that is sent again still changes nothing.
    """
    erased = [_without(event, user_id) if _concerns(event, user_id) else event for event in events_in(segment)]
    return replace(segment, packed=packed(erased, Codec(segment.codec)))


def is_author(event: Event, user_id: Snowflake) -> bool:
    return event.user_id == user_id


def _concerns(event: Event, user_id: Snowflake) -> bool:
    return is_author(event, user_id) or str(user_id).encode() in bytes(event.data) or str(user_id) in event.id


def _without(event: Event, user_id: Snowflake) -> Event:
    person = str(user_id)
    fields = msgspec.json.decode(event.data)
    if isinstance(fields, dict) and person in [fields.get(field) for field in _ABOUT]:
        fields = _without_nicks(fields)
    data = Raw(json.encode(_scrubbed(fields, person)))
    author = None if is_author(event, user_id) else event.user_id
    return replace(event, id=event.id.replace(person, NOBODY), data=data, user_id=author)


def _without_nicks(value: Any) -> Any:
    """Forget what the person was called in the guild, now and before, and in the changes that the audit log tells."""
    if isinstance(value, dict):
        if value.get("key") == _NICK:
            return {"key": _NICK}
        return {name: None if name in _NICKS else _without_nicks(each) for name, each in value.items()}
    return [_without_nicks(each) for each in value] if isinstance(value, list) else value


def _scrubbed(value: Any, person: str) -> Any:
    """Replace objects that describe the person, and their id wherever else it stands."""
    if isinstance(value, dict):
        if value.get("id") == person and all(name in value for name in _PERSONS_OWN):
            return ERASED_PERSON
        return {name.replace(person, NOBODY): _scrubbed(each, person) for name, each in value.items()}
    if isinstance(value, list):
        return [_scrubbed(each, person) for each in value]
    return value.replace(person, NOBODY) if isinstance(value, str) else value
