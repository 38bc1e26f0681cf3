"""Tells the backend every guild of a shard, in pieces that fit a frame."""

from collections.abc import Iterable, Iterator
from typing import Final

from shared.kernel import json
from shared.kernel.events import GuildPayload, GuildSyncData
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake

MAX_GUILDS: Final = 50
MAX_BYTES: Final = 16 * 1024  # fits a frame even where nothing can be compressed: a sync must never be cut down


def sync_chunks(
    guilds: Iterable[GuildPayload], unknown: Iterable[int], *, bot_id: int, shard_id: int, shard_count: int
) -> list[GuildSyncData]:
    """Return the chunks, ascending and side by side; what is in none of their guilds has left.

    `unknown` are guilds in an outage: we are members, but see nothing of them. They lie between two chunks, so that
    nothing at all is said about them.
    """
    return [
        GuildSyncData(
            shard_id=shard_id,
            shard_count=shard_count,
            bot_id=Snowflake(bot_id),
            from_id=Snowflake(from_id),
            to_id=Snowflake(to_id),
            guilds=chunk,
        )
        for from_id, to_id, chunk in _ranges(guilds, unknown)
    ]


def _ranges(guilds: Iterable[GuildPayload], unknown: Iterable[int]) -> Iterator[tuple[int, int, list[GuildPayload]]]:
    known = {int(guild.id): guild for guild in guilds}
    from_id, chunk, size = 0, list[GuildPayload](), 0
    for guild_id in sorted({*known, *unknown}):
        guild = known.get(guild_id)
        added = 0 if guild is None else len(json.encode(guild))
        if guild is None or len(chunk) == MAX_GUILDS or (chunk and size + added > MAX_BYTES):
            to_id = guild_id - 1 if guild is None else int(chunk[-1].id)
            if to_id > from_id:
                yield from_id, to_id, chunk
            from_id, chunk, size = (guild_id if guild is None else to_id), [], 0
        if guild is not None:
            chunk.append(guild)
            size += added
    if from_id < MAX_SNOWFLAKE:
        yield from_id, MAX_SNOWFLAKE, chunk
