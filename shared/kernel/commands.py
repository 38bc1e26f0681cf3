"""What the backend may ask of a bot, and what the bot answers."""

import msgspec

from shared.kernel.snowflakes import Snowflake


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag="ping", tag_field="type"):
    """Answer at once with `Pong`."""


class Status(msgspec.Struct, frozen=True, kw_only=True, tag="status", tag_field="type"):
    """Answer with `BotStatus`."""


class Watch(msgspec.Struct, frozen=True, kw_only=True, tag="watch", tag_field="type"):
    """Somebody watches this guild live: send its events at the interactive interval for this long."""

    guild_id: Snowflake
    seconds: int


Command = Ping | Status | Watch


class Pong(msgspec.Struct, frozen=True, kw_only=True):
    """`discord_latency_ms` is the age of the last heartbeat's answer; None before the first."""

    discord_latency_ms: int | None


class BotStatus(msgspec.Struct, frozen=True, kw_only=True):
    guilds: int
    spooled_events: int
    uptime_seconds: int
    discord_latency_ms: int | None
