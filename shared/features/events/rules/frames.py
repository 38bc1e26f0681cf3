"""Cut a guild's events into messages for browsers."""

from collections.abc import Iterator, Sequence
from typing import Final

from shared.kernel import json
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import MAX_FRAME_BYTES, EventMessage, StoredEvent

ENVELOPE_BYTES: Final = 256  # the message around its events, generously


def frames(guild_id: Snowflake, events: Sequence[StoredEvent], resume: str | None = None) -> Iterator[bytes]:
    """Yield `event` messages that fit a frame, in order, each with the cursor to go on from.

    That is the one of its last event, or `resume` where something earlier is still on its way.
    An event that is too large for a frame by itself goes alone: API Gateway cuts what it sends into frames.
    """
    part: list[StoredEvent] = []
    room = MAX_FRAME_BYTES - ENVELOPE_BYTES
    for event in events:
        size = len(json.encode(event)) + 1
        if part and size > room:
            yield _message(guild_id, part, resume)
            part, room = [], MAX_FRAME_BYTES - ENVELOPE_BYTES
        part.append(event)
        room -= size
    if part:
        yield _message(guild_id, part, resume)


def _message(guild_id: Snowflake, part: list[StoredEvent], resume: str | None) -> bytes:
    return json.encode(EventMessage(guild_id=guild_id, cursor=resume or part[-1].cursor, events=[*part]))
