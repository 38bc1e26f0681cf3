"""Events and batches that name only what a test is about."""

import itertools
from collections.abc import Sequence
from typing import Any

import msgspec

from shared.features.events.model import Batch
from shared.kernel import json
from shared.kernel.events import (
    Event,
    EventType,
    GuildData,
    GuildDeleteData,
    GuildPayload,
    GuildSyncData,
    MessageAuthor,
    MessageChannel,
    MessageCreateData,
)
from shared.kernel.packing import Codec, pack
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake
from shared.kernel.ulids import make_ulid
from tests.fakes.clock import NOON

BOT = Snowflake(900_000_000_000_000_001)
GUILD = Snowflake(700_000_000_000_000_001)
NOON_MS = int(NOON.timestamp() * 1000)

_numbers = itertools.count(1)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.encode(value))


def a_batch_id(milliseconds: int = NOON_MS, entropy: int = 1 << 70) -> str:
    return make_ulid(milliseconds, entropy)


def a_message(
    content: str | None = "hello", *, guild_id: int = GUILD, timestamp: int = NOON_MS, message_id: int | None = None
) -> Event:
    number = message_id or next(_numbers)
    data = MessageCreateData(
        message_id=Snowflake(number),
        content=content,
        author=MessageAuthor(id=Snowflake(5), username="ada", global_name="Ada", avatar=None),
        channel=MessageChannel(id=Snowflake(6), name="general"),
    )
    return Event(
        id=f"message_create:{number}",
        type=EventType.MESSAGE_CREATE,
        guild_id=Snowflake(guild_id),
        user_id=Snowflake(5),
        channel_id=Snowflake(6),
        data=raw(data),
        timestamp=timestamp,
    )


def a_guild_payload(guild_id: int = GUILD, name: str = "Guild") -> GuildPayload:
    return GuildPayload(id=Snowflake(guild_id), name=name, icon=None, owner_id=Snowflake(5), member_count=3)


def a_guild_update(
    name: str = "Guild",
    *,
    guild_id: int = GUILD,
    bot_id: int = BOT,
    timestamp: int = NOON_MS,
    kind: EventType = EventType.GUILD_UPDATE,
) -> Event:
    return Event(
        id=f"{kind}:{guild_id}:{timestamp}:{name}",
        type=kind,
        guild_id=Snowflake(guild_id),
        data=raw(GuildData(bot_id=Snowflake(bot_id), guild=a_guild_payload(guild_id, name))),
        timestamp=timestamp,
    )


def a_guild_delete(*, guild_id: int = GUILD, bot_id: int = BOT, timestamp: int = NOON_MS) -> Event:
    return Event(
        id=f"guild_delete:{guild_id}:{timestamp}",
        type=EventType.GUILD_DELETE,
        guild_id=Snowflake(guild_id),
        data=raw(GuildDeleteData(bot_id=Snowflake(bot_id), id=Snowflake(guild_id))),
        timestamp=timestamp,
    )


def an_event_of_a_guild(kind: EventType, data: msgspec.Struct, *, guild_id: int = GUILD) -> Event:
    return Event(
        id=f"{kind}:{next(_numbers)}", type=kind, guild_id=Snowflake(guild_id), data=raw(data), timestamp=NOON_MS
    )


def a_guild_sync(guilds: Sequence[GuildPayload] = (), *, bot_id: int = BOT, timestamp: int = NOON_MS) -> Event:
    data = GuildSyncData(
        shard_id=0,
        shard_count=1,
        bot_id=Snowflake(bot_id),
        from_id=Snowflake(0),
        to_id=Snowflake(MAX_SNOWFLAKE),
        guilds=list(guilds),
    )
    return Event(
        id=f"guild_sync:{next(_numbers)}",
        type=EventType.GUILD_SYNC,
        guild_id=Snowflake(0),
        data=raw(data),
        timestamp=timestamp,
    )


def a_batch(
    *events: Event | msgspec.Raw, batch_id: str | None = None, bot_id: int = BOT, codec: Codec = Codec.ZLIB
) -> Batch:
    return Batch(id=batch_id or a_batch_id(), bot_id=Snowflake(bot_id), codec=codec, events=pack(list(events), codec))
