"""Factories for events: they name only what a test is about."""

import msgspec

from bot_worker.pipeline.spool.arrivals import entry_of
from bot_worker.pipeline.spool.records import Row, SpoolEntry
from shared.kernel import json
from shared.kernel.events import Event, MessageAuthor, MessageChannel, MessageCreateData
from shared.kernel.snowflakes import Snowflake


def an_event(number: int = 1, *, guild_id: int = 7, content: str = "hello") -> Event:
    data = MessageCreateData(
        message_id=Snowflake(number),
        content=content,
        author=MessageAuthor(id=Snowflake(3), username="ana", global_name="Ana", avatar=None),
        channel=MessageChannel(id=Snowflake(5), name="general"),
    )
    return Event(
        id=f"message_create:{number}",
        type="message_create",
        guild_id=Snowflake(guild_id),
        user_id=Snowflake(3),
        channel_id=Snowflake(5),
        data=msgspec.Raw(json.encode(data)),
        timestamp=1_700_000_000_000 + number,
    )


def an_entry(
    number: int = 1,
    *,
    guild_id: int = 7,
    kind: str = "message_create",
    content: str = "hello",
    may_repeat: bool = False,
) -> SpoolEntry:
    event = an_event(number, guild_id=guild_id, content=content)
    return entry_of(msgspec.structs.replace(event, id=f"{kind}:{number}", type=kind), may_repeat=may_repeat)


def a_row(event: Event, *, turn: int = 1) -> Row:
    """Return the event as the spool's file holds it."""
    return (turn, event.guild_id, 1, 1, 0, json.encode(event))
