"""What the backend may ask of a bot, and what the bot answers."""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from shared.kernel.guild_effects import MAX_EFFECTS, GuildAction
from shared.kernel.member_lists import MAX_CURSOR, MAX_PAGE, MemberFilter, MemberSort
from shared.kernel.snowflakes import Snowflake

MAX_REASON: Final = 512


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


class SettingsChanged(msgspec.Struct, frozen=True, kw_only=True, tag="settings-changed", tag_field="type"):
    """Read this feature's settings anew, of one guild, or of all that the worker has (None)."""

    guild_id: Snowflake | None
    feature: str


class RunEffects(msgspec.Struct, frozen=True, kw_only=True, tag="run-effects", tag_field="type"):
    """Carry these out one after the other; answer with `EffectResults`.

    `reason` goes to Discord's audit log, cut to what that holds. With `stop_at_failure` nothing after the first effect
    that fails is tried.
    """

    guild_id: Snowflake
    effects: Annotated[list[GuildAction], msgspec.Meta(min_length=1, max_length=MAX_EFFECTS)]
    reason: Annotated[str, msgspec.Meta(max_length=MAX_REASON)]
    stop_at_failure: bool = False


class QueryMembers(MemberFilter, frozen=True, kw_only=True, tag="query-members", tag_field="type", omit_defaults=True):
    """Answer with a `MemberPage` of the guild's members; `cursor` is where the page before ended, empty for the first.

    A page may hold fewer members than asked for and still have a next one.
    """

    guild_id: Snowflake
    sort: MemberSort = MemberSort.NAME
    cursor: Annotated[str, msgspec.Meta(max_length=MAX_CURSOR)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE)] = 50


Command = Ping | Status | Watch | ReadMember | ReadRoles | SettingsChanged | RunEffects | QueryMembers


def guild_of(command: Command) -> Snowflake | None:
    """Return the guild whose worker a command is for; None where any of the bot's workers, or all, will do."""
    return None if isinstance(command, Ping | Status) else command.guild_id


def changes_something(command: Command) -> bool:
    """Whether carrying a command out twice would do more than once."""
    return isinstance(command, RunEffects)


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
