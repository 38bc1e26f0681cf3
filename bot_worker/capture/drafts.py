"""Events, made from typed data."""

from typing import Any

import msgspec

from bot_worker.capture.scene import Scene
from bot_worker.texts import sound
from shared.kernel import json
from shared.kernel.events import Event, EventType
from shared.kernel.snowflakes import Snowflake


def make(
    kind: EventType,
    event_id: str,
    scene: Scene,
    data: msgspec.Struct,
    *,
    user_id: Snowflake | None = None,
    channel_id: Snowflake | None = None,
    at: int | None = None,
) -> Event:
    """`at` is when it happened where Discord tells, in milliseconds since 1970; otherwise it is now."""
    return Event(
        id=event_id,
        type=kind,
        guild_id=scene.guild_id,
        user_id=user_id,
        channel_id=channel_id,
        data=msgspec.Raw(encoded(data)),
        timestamp=scene.now if at is None else at,
    )


def encoded(data: object) -> bytes:
    """Encode; halves of surrogate pairs, which JSON can smuggle in and UTF-8 cannot carry, become question marks."""
    try:
        return json.encode(data)
    except UnicodeEncodeError:
        return json.encode(_sound(json.to_builtins(data)))


def _sound(value: Any) -> Any:
    match value:
        case str():
            return sound(value)
        case list():
            return [_sound(item) for item in value]
        case dict():
            return {sound(name): _sound(item) for name, item in value.items()}
        case _:
            return value
