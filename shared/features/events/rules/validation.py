"""Which events of a batch are sound. One malformed event does not spoil the others."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

import msgspec

from shared.features.events.model import Malformed
from shared.features.events.rules.shapes import WITHIN_A_GUILD
from shared.kernel import json
from shared.kernel.errors import InvalidInputError, PayloadTooLargeError
from shared.kernel.events import (
    EVENT_VERSION,
    NO_GUILD,
    Event,
    EventType,
    GapData,
    GuildData,
    GuildDeleteData,
    GuildSyncData,
)
from shared.kernel.packing import split
from shared.kernel.snowflakes import Snowflake

T = TypeVar("T")

MAX_ID_LENGTH: Final = 200
MOST_EVENTS: Final = 1_000  # workers close a batch at 100

_event: Final = json.Decoder(Event)
_array: Final = json.Decoder(list[Event])
_guild: Final = json.Decoder(GuildData)
_guild_delete: Final = json.Decoder(GuildDeleteData)
_guild_sync: Final = json.Decoder(GuildSyncData)
_gap: Final = json.Decoder(GapData)


class Sorted(NamedTuple):
    """How many events came, those that are sound, each once, and what is wrong with the others."""

    received: int
    sound: list[Event]
    malformed: list[Malformed]


def sort_out(array: bytes, sender: Snowflake) -> Sorted:
    """Look at a batch's JSON array; `sender` is the bot. Raise `InvalidInputError` where it is none,
    `PayloadTooLargeError` where it has too many events.

    Nearly every batch is sound: it is decoded as a whole, and only one that is not, event by event.
    """
    try:
        array.decode()  # what is not decoded further has to be UTF-8, too
        events = _array.decode(array)
        _limit(len(events))
        for event in events:
            shape = _SHAPES.get(event.type)
            if shape is None or event.v != EVENT_VERSION or not _is_envelope_sound(event) or not event.guild_id:
                _check(event, sender)
            else:
                shape(event.data)  # what `_check` does, with no call in between: this is nearly every event
    except (InvalidInputError, msgspec.DecodeError, UnicodeDecodeError):
        return _one_by_one(split(array), sender)
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.id, event)
    return Sorted(len(events), list(first.values()), [])


def _one_by_one(raws: Sequence[msgspec.Raw], sender: Snowflake) -> Sorted:
    _limit(len(raws))
    sound: dict[str, Event] = {}
    malformed: list[Malformed] = []
    for index, raw in enumerate(raws):
        try:
            event = validated(raw, sender)
        except InvalidInputError as error:
            malformed.append(_described(index, raw, error))
        else:
            sound.setdefault(event.id, event)
    return Sorted(len(raws), list(sound.values()), malformed)


def validated(raw: msgspec.Raw, sender: Snowflake) -> Event:
    """Decode one event; raise `InvalidInputError` with what is wrong, never with a value of it.

    A type or a version that we do not know yet is sound: a newer worker knows what it sends.
    """
    _require(_is_text(raw), "is not UTF-8")
    event = _event.decode(bytes(raw))
    _check(event, sender)
    return event


def _check(event: Event, sender: Snowflake) -> None:
    if not _is_envelope_sound(event):
        raise InvalidInputError(details={"problem": "id is too long, or timestamp not positive"})
    check = _CHECKS.get(event.type) if event.v == EVENT_VERSION else None
    if check is not None:
        check(event, sender)


def _is_envelope_sound(event: Event) -> bool:
    return 0 < len(event.id) <= MAX_ID_LENGTH and event.timestamp > 0


def _check_sync(event: Event, sender: Snowflake) -> None:
    data = _guild_sync.decode(event.data)
    _require(event.guild_id == NO_GUILD, "a guild_sync is of no guild")
    _require(data.bot_id == sender, "bot_id is not the sender's")
    _require(0 <= data.shard_id < data.shard_count, "shard_id is not below shard_count")


def _check_guild(event: Event, sender: Snowflake) -> None:
    data = _guild.decode(event.data)
    _require(data.bot_id == sender, "bot_id is not the sender's")
    _require(data.guild.id == event.guild_id != NO_GUILD, "data is of another guild")


def _check_guild_delete(event: Event, sender: Snowflake) -> None:
    data = _guild_delete.decode(event.data)
    _require(data.bot_id == sender, "bot_id is not the sender's")
    _require(data.id == event.guild_id != NO_GUILD, "data is of another guild")


def _check_gap(event: Event, sender: Snowflake) -> None:
    del sender  # a gap names no bot; of no guild it is one of every guild
    data = _gap.decode(event.data)
    _require(0 <= data.first_at <= data.last_at, "a gap ends after it begins")


def _check_within_guild(event: Event, sender: Snowflake) -> None:
    del sender  # what happens within a guild names no bot
    WITHIN_A_GUILD[event.type].decode(event.data)
    _require(event.guild_id != NO_GUILD, "of no guild")


_CHECKS: Final[dict[str, Callable[[Event, Snowflake], None]]] = {
    EventType.GUILD_SYNC: _check_sync,
    EventType.GUILD_CREATE: _check_guild,
    EventType.GUILD_UPDATE: _check_guild,
    EventType.GUILD_DELETE: _check_guild_delete,
    EventType.GAP: _check_gap,
    **dict.fromkeys(WITHIN_A_GUILD, _check_within_guild),
}


_SHAPES: Final = {kind: decoder.unchecked for kind, decoder in WITHIN_A_GUILD.items()}


def _limit(count: int) -> None:
    if count > MOST_EVENTS:
        raise PayloadTooLargeError


def _require(sound: bool, problem: str) -> None:
    if not sound:
        raise InvalidInputError(details={"problem": problem})


def _is_text(raw: msgspec.Raw) -> bool:
    try:
        str(raw, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What of a malformed event may still be readable."""

    id: str | None = None
    type: str | None = None


class _OfGuild(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake = NO_GUILD


_envelope: Final = json.Decoder(_Envelope)
_of_guild: Final = json.Decoder(_OfGuild)


def _described(index: int, raw: msgspec.Raw, error: InvalidInputError) -> Malformed:
    encoded = bytes(raw)
    envelope = _readable(_envelope, encoded, _Envelope())
    return Malformed(
        index=index,
        reason=str((error.details or {}).get("problem", error)),
        event_id=envelope.id[:MAX_ID_LENGTH] if envelope.id else None,
        type=envelope.type[:MAX_ID_LENGTH] if envelope.type else None,
        guild_id=_readable(_of_guild, encoded, _OfGuild()).guild_id,
        encoded=encoded,
    )


def _readable(decoder: json.Decoder[T], encoded: bytes, otherwise: T) -> T:
    try:
        return decoder.decode(encoded)
    except InvalidInputError:
        return otherwise
