"""What the backend may ask of a bot, and what the bot answers."""

from datetime import datetime

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


class ReadMember(msgspec.Struct, frozen=True, kw_only=True, tag="member", tag_field="type"):
    """Answer with the user's `MemberView` in this guild."""

    guild_id: Snowflake
    user_id: Snowflake


class ReadRoles(msgspec.Struct, frozen=True, kw_only=True, tag="roles", tag_field="type"):
    """Answer with the guild's `RoleViews`."""

    guild_id: Snowflake


Command = Ping | Status | Watch | ReadMember | ReadRoles


class Pong(msgspec.Struct, frozen=True, kw_only=True):
    """`discord_latency_ms` is the age of the last heartbeat's answer; None before the first."""

    discord_latency_ms: int | None


class BotStatus(msgspec.Struct, frozen=True, kw_only=True):
    guilds: int
    spooled_events: int
    uptime_seconds: int
    discord_latency_ms: int | None


class MemberView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A user in a guild, as the bot sees them; one who is not a member has none of the rest.

    `permissions` are what their roles add up to, whatever a timeout takes away; `role_ids` are without @everyone.
    """

    member: bool
    owner: bool = False
    role_ids: list[Snowflake] = []
    permissions: int = 0
    top_role_id: Snowflake | None = None
    top_role_position: int = 0
    timed_out_until: datetime | None = None


class RoleView(msgspec.Struct, frozen=True, kw_only=True):
    """A role; `color` is 0xRRGGBB, 0 for none; `managed` ones belong to an integration."""

    id: Snowflake
    name: str
    color: int
    position: int
    managed: bool
    administrator: bool


class RoleViews(msgspec.Struct, frozen=True, kw_only=True):
    """A guild's roles without @everyone, highest first."""

    roles: list[RoleView]
