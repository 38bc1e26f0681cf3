"""What happened in a guild: one envelope for every event, and the typed data of each kind."""

from shared.kernel.events.channels import (
    ChannelData,
    ChannelView,
    EmojiRename,
    EmojisUpdateData,
    EmojiView,
    InviteCreateData,
    InviteDeleteData,
    ThreadData,
    ThreadView,
    VoiceStateData,
    WebhooksUpdateData,
)
from shared.kernel.events.envelope import EVENT_VERSION, NO_GUILD, Event, EventType
from shared.kernel.events.gaps import GapData, GapReason
from shared.kernel.events.guilds import GuildData, GuildDeleteData, GuildPayload, GuildSyncData, OwnerChangeData
from shared.kernel.events.members import (
    MemberBanData,
    MemberChanges,
    MemberGoneData,
    MemberJoinData,
    MemberRemoveData,
    MemberUpdateData,
    RemovalCause,
    UserView,
)
from shared.kernel.events.messages import (
    MessageAuthor,
    MessageChannel,
    MessageCreateData,
    MessageDeleteBulkData,
    MessageDeleteData,
    MessageUpdateData,
)
from shared.kernel.events.moderation import AuditLogChange, AuditLogEntryData, AutomodExecutionData
from shared.kernel.events.roles import RoleData, RoleDeleteData

__all__ = [
    "EVENT_VERSION",
    "NO_GUILD",
    "AuditLogChange",
    "AuditLogEntryData",
    "AutomodExecutionData",
    "ChannelData",
    "ChannelView",
    "EmojiRename",
    "EmojiView",
    "EmojisUpdateData",
    "Event",
    "EventType",
    "GapData",
    "GapReason",
    "GuildData",
    "GuildDeleteData",
    "GuildPayload",
    "GuildSyncData",
    "InviteCreateData",
    "InviteDeleteData",
    "MemberBanData",
    "MemberChanges",
    "MemberGoneData",
    "MemberJoinData",
    "MemberRemoveData",
    "MemberUpdateData",
    "MessageAuthor",
    "MessageChannel",
    "MessageCreateData",
    "MessageDeleteBulkData",
    "MessageDeleteData",
    "MessageUpdateData",
    "OwnerChangeData",
    "RemovalCause",
    "RoleData",
    "RoleDeleteData",
    "ThreadData",
    "ThreadView",
    "UserView",
    "VoiceStateData",
    "WebhooksUpdateData",
]
