"""What happened in a guild: one envelope for every event, and the typed data of each kind."""

from enum import StrEnum
from typing import Final

import msgspec

from shared.kernel.commands import MemberView, RoleView
from shared.kernel.snowflakes import Snowflake

EVENT_VERSION: Final = 1
NO_GUILD: Final = Snowflake(0)


class EventType(StrEnum):
    GUILD_SYNC = "guild_sync"
    GUILD_CREATE = "guild_create"
    GUILD_UPDATE = "guild_update"
    GUILD_DELETE = "guild_delete"
    OWNER_CHANGE = "owner_change"
    MESSAGE_CREATE = "message_create"
    MEMBER_UPDATE = "member_update"
    MEMBER_REMOVE = "member_remove"
    MEMBER_BAN = "member_ban"
    ROLE_CREATE = "role_create"
    ROLE_UPDATE = "role_update"
    ROLE_DELETE = "role_delete"
    GAP = "gap"


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One Discord event. `type` may be one that this version does not know: such an event is kept, not dropped.

    `id` is made from Discord's own ids (`event_ids`), so the same happening always has the same id;
    `timestamp` is in milliseconds since 1970; `data` stays encoded until somebody needs it.
    """

    id: str
    type: str
    guild_id: Snowflake
    user_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    data: msgspec.Raw
    timestamp: int
    v: int = EVENT_VERSION


class GuildPayload(msgspec.Struct, frozen=True, kw_only=True):
    """A guild as the bot sees it; `icon` is Discord's hash of the image."""

    id: Snowflake
    name: str
    icon: str | None
    owner_id: Snowflake
    member_count: int


class GuildSyncData(msgspec.Struct, frozen=True, kw_only=True):
    """Every guild of one shard with `from_id < id <= to_id`, ascending: who is missing here has left."""

    shard_id: int
    shard_count: int
    bot_id: Snowflake
    from_id: Snowflake
    to_id: Snowflake
    guilds: list[GuildPayload]


class GuildData(msgspec.Struct, frozen=True, kw_only=True):
    """The data of guild_create and guild_update."""

    bot_id: Snowflake
    guild: GuildPayload


class GuildDeleteData(msgspec.Struct, frozen=True, kw_only=True):
    bot_id: Snowflake
    id: Snowflake


class MessageAuthor(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    username: str
    global_name: str | None
    avatar: str | None


class MessageChannel(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    name: str


class MessageCreateData(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a person; `content` is None where the guild does not let us keep it."""

    message_id: Snowflake
    content: str | None
    author: MessageAuthor
    channel: MessageChannel
    attachments: int = 0
    reply_to: Snowflake | None = None
    truncated: bool = False


class OwnerChangeData(msgspec.Struct, frozen=True, kw_only=True):
    """The guild has been handed over."""

    previous_owner_id: Snowflake
    owner_id: Snowflake


class MemberUpdateData(msgspec.Struct, frozen=True, kw_only=True):
    """A member's roles or timeout changed; `member` is how they are now."""

    user_id: Snowflake
    member: MemberView


class MemberGoneData(msgspec.Struct, frozen=True, kw_only=True):
    """The data of member_remove (left or kicked) and of member_ban."""

    user_id: Snowflake


class RoleData(msgspec.Struct, frozen=True, kw_only=True):
    """The data of role_create and role_update; `rights_changed`: who holds it may do more, or less, than before."""

    role: RoleView
    rights_changed: bool


class RoleDeleteData(msgspec.Struct, frozen=True, kw_only=True):
    role_id: Snowflake


class GapReason(StrEnum):
    """Why events are missing."""

    OFFLINE = "offline"
    SPOOL_FULL = "spool_full"
    DISK_TOO_SLOW = "disk_too_slow"
    SPOOL_DAMAGED = "spool_damaged"
    BATCH_REFUSED = "batch_refused"


class GapData(msgspec.Struct, frozen=True, kw_only=True):
    """What of a guild was not seen between two moments (milliseconds since 1970).

    `kinds` are the event types that are missing, any of them where it is empty; `events` how many, 0 where nobody can
    tell.
    """

    reason: GapReason
    kinds: list[str]
    first_at: int
    last_at: int
    events: int
