"""Which events of a batch are sound. One malformed event does not spoil the others."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from shared.features.events.model import Malformed
from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import (
    EVENT_VERSION,
    NO_GUILD,
    Event,
    EventType,
    GuildData,
    GuildDeleteData,
    GuildSyncData,
    MemberGoneData,
    MemberUpdateData,
    MessageCreateData,
    OwnerChangeData,
    RoleData,
    RoleDeleteData,
)
from shared.kernel.snowflakes import Snowflake

MAX_ID_LENGTH: Final = 200

_event: Final = json.Decoder(Event)
_guild: Final = json.Decoder(GuildData)
_guild_delete: Final = json.Decoder(GuildDeleteData)
_guild_sync: Final = json.Decoder(GuildSyncData)
_message_create: Final = json.Decoder(MessageCreateData)


_OF_A_GUILD: Final[dict[str, json.Decoder[msgspec.Struct]]] = {
    EventType.OWNER_CHANGE: json.Decoder(OwnerChangeData),
    EventType.MEMBER_UPDATE: json.Decoder(MemberUpdateData),
    EventType.MEMBER_REMOVE: json.Decoder(MemberGoneData),
    EventType.MEMBER_BAN: json.Decoder(MemberGoneData),
    EventType.ROLE_CREATE: json.Decoder(RoleData),
    EventType.ROLE_UPDATE: json.Decoder(RoleData),
    EventType.ROLE_DELETE: json.Decoder(RoleDeleteData),
}


def sort_out(raws: Sequence[msgspec.Raw], sender: Snowflake) -> tuple[list[Event], list[Malformed]]:
    """Return the events that are sound, each once, and what is wrong with the others. `sender` is the bot."""
    sound: dict[str, Event] = {}
    malformed: list[Malformed] = []
    for index, raw in enumerate(raws):
        try:
            event = validated(raw, sender)
        except InvalidInputError as error:
            malformed.append(_described(index, raw, error))
        else:
            sound.setdefault(event.id, event)
    return list(sound.values()), malformed


def validated(raw: msgspec.Raw, sender: Snowflake) -> Event:
    """Decode one event; raise `InvalidInputError` with what is wrong, never with a value of it.

    A type or a version that we do not know yet is sound: a newer worker knows what it sends.
    """
    _require(_is_text(raw), "is not UTF-8")
    event = _event.decode(bytes(raw))
    _require(0 < len(event.id) <= MAX_ID_LENGTH, "id has no sensible length")
    _require(event.timestamp > 0, "timestamp is not positive")
    check = _CHECKS.get(event.type) if event.v == EVENT_VERSION else None
    if check is not None:
        check(event, sender)
    return event


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


def _check_message(event: Event, sender: Snowflake) -> None:
    del sender  # a message names no bot
    _message_create.decode(event.data)
    _require(event.guild_id != NO_GUILD, "a message is of a guild")


def _check_within_guild(event: Event, sender: Snowflake) -> None:
    del sender  # what happens within a guild names no bot
    _OF_A_GUILD[event.type].decode(event.data)
    _require(event.guild_id != NO_GUILD, f"a {event.type} is of a guild")


_CHECKS: Final[dict[str, Callable[[Event, Snowflake], None]]] = {
    EventType.GUILD_SYNC: _check_sync,
    EventType.GUILD_CREATE: _check_guild,
    EventType.GUILD_UPDATE: _check_guild,
    EventType.GUILD_DELETE: _check_guild_delete,
    EventType.MESSAGE_CREATE: _check_message,
    **dict.fromkeys(_OF_A_GUILD, _check_within_guild),
}


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


_envelope: Final = json.Decoder(_Envelope)


def _described(index: int, raw: msgspec.Raw, error: InvalidInputError) -> Malformed:
    try:
        envelope = _envelope.decode(bytes(raw))
    except InvalidInputError:
        envelope = _Envelope()
    return Malformed(
        index=index,
        reason=str((error.details or {}).get("problem", error)),
        event_id=envelope.id[:MAX_ID_LENGTH] if envelope.id else None,
        type=envelope.type[:MAX_ID_LENGTH] if envelope.type else None,
        size_bytes=len(bytes(raw)),
    )
