"""Discord's ids: 64-bit integers that carry their moment of creation."""

from datetime import UTC, datetime, timedelta
from typing import Final

DISCORD_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)  # discord.com/developers/docs/reference#snowflakes
MAX_SNOWFLAKE: Final = (1 << 63) - 1


class Snowflake(int):
    """A Discord id: an `int` in Python, a decimal string on every wire (JavaScript loses integers above 2**53)."""

    __slots__ = ()


def parse_snowflake(text: str) -> Snowflake:
    """Read a decimal string; raise `ValueError` for anything else, signs, spaces and other digits included."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise ValueError("not a snowflake")
    value = int(text)
    if not 0 < value <= MAX_SNOWFLAKE:
        raise ValueError("not a snowflake")
    return Snowflake(value)


def created_at(snowflake: int) -> datetime:
    return DISCORD_EPOCH + timedelta(milliseconds=snowflake >> 22)


def snowflake_at(moment: datetime) -> Snowflake:
    """The lowest snowflake of a moment: pages and searches by time start here."""
    return Snowflake(int((moment - DISCORD_EPOCH) / timedelta(milliseconds=1)) << 22)


def shard_of(guild_id: int, shard_count: int) -> int:
    return (guild_id >> 22) % shard_count  # discord.com/developers/docs/events/gateway#sharding
