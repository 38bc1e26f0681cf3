"""The envelope of every event, and the kinds of events that there are."""

from enum import StrEnum
from typing import Final

import msgspec

from shared.kernel.snowflakes import Snowflake

EVENT_VERSION: Final = 1  # of the data of every kind; fields may be added to it, with a default, without a new version
NO_GUILD: Final = Snowflake(0)


class EventType(StrEnum):
    """Discord's names, in lower case; those that Discord has no name for are ours and say so."""

    GUILD_SYNC = "guild_sync"  # ours: every guild of a shard
    GUILD_CREATE = "guild_create"
    GUILD_UPDATE = "guild_update"
    GUILD_DELETE = "guild_delete"
    OWNER_CHANGE = "owner_change"  # ours: a guild_update that hands the guild over
    MESSAGE_CREATE = "message_create"
    MESSAGE_UPDATE = "message_update"
    MESSAGE_DELETE = "message_delete"
    MESSAGE_DELETE_BULK = "message_delete_bulk"
    MEMBER_JOIN = "member_join"
    MEMBER_UPDATE = "member_update"
    MEMBER_GONE = "member_gone"  # ours: told at once; member_remove or member_ban follows when the audit log has spoken
    MEMBER_REMOVE = "member_remove"
    MEMBER_BAN = "member_ban"
    MEMBER_UNBAN = "member_unban"
    ROLE_CREATE = "role_create"
    ROLE_UPDATE = "role_update"
    ROLE_DELETE = "role_delete"
    CHANNEL_CREATE = "channel_create"
    CHANNEL_UPDATE = "channel_update"
    CHANNEL_DELETE = "channel_delete"
    THREAD_CREATE = "thread_create"
    THREAD_UPDATE = "thread_update"
    THREAD_DELETE = "thread_delete"
    INVITE_CREATE = "invite_create"
    INVITE_DELETE = "invite_delete"
    WEBHOOKS_UPDATE = "webhooks_update"
    EMOJIS_UPDATE = "emojis_update"
    VOICE_STATE_UPDATE = "voice_state_update"
    AUDIT_LOG_ENTRY = "audit_log_entry"
    AUTOMOD_EXECUTION = "automod_execution"
    GAP = "gap"  # ours: what was not seen


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One Discord event. `type` may be one that this version does not know: such an event is kept, not dropped.

    `id` is made from Discord's own ids (`event_ids`), so the same happening always has the same id;
    `timestamp` is in milliseconds since 1970; `data` stays encoded until somebody needs it; `v` is its version.
    """

    id: str
    type: str
    guild_id: Snowflake
    user_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    data: msgspec.Raw
    timestamp: int
    v: int = EVENT_VERSION
