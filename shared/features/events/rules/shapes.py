"""What the data of the events within a guild looks like, for every kind that we know."""

from typing import Final

import msgspec

from shared.kernel.events import (
    AuditLogEntryData,
    AutomodExecutionData,
    ChannelData,
    EmojisUpdateData,
    EventType,
    InviteCreateData,
    InviteDeleteData,
    MemberBanData,
    MemberGoneData,
    MemberJoinData,
    MemberRemoveData,
    MemberUpdateData,
    MessageCreateData,
    MessageDeleteBulkData,
    MessageDeleteData,
    MessageUpdateData,
    OwnerChangeData,
    RoleData,
    RoleDeleteData,
    ThreadData,
    VoiceStateData,
    WebhooksUpdateData,
)
from shared.kernel.json import Decoder

WITHIN_A_GUILD: Final[dict[str, Decoder[msgspec.Struct]]] = {
    EventType.OWNER_CHANGE: Decoder(OwnerChangeData),
    EventType.MESSAGE_CREATE: Decoder(MessageCreateData),
    EventType.MESSAGE_UPDATE: Decoder(MessageUpdateData),
    EventType.MESSAGE_DELETE: Decoder(MessageDeleteData),
    EventType.MESSAGE_DELETE_BULK: Decoder(MessageDeleteBulkData),
    EventType.MEMBER_JOIN: Decoder(MemberJoinData),
    EventType.MEMBER_UPDATE: Decoder(MemberUpdateData),
    EventType.MEMBER_GONE: Decoder(MemberGoneData),
    EventType.MEMBER_REMOVE: Decoder(MemberRemoveData),
    EventType.MEMBER_BAN: Decoder(MemberBanData),
    EventType.MEMBER_UNBAN: Decoder(MemberBanData),
    EventType.ROLE_CREATE: Decoder(RoleData),
    EventType.ROLE_UPDATE: Decoder(RoleData),
    EventType.ROLE_DELETE: Decoder(RoleDeleteData),
    EventType.CHANNEL_CREATE: Decoder(ChannelData),
    EventType.CHANNEL_UPDATE: Decoder(ChannelData),
    EventType.CHANNEL_DELETE: Decoder(ChannelData),
    EventType.THREAD_CREATE: Decoder(ThreadData),
    EventType.THREAD_UPDATE: Decoder(ThreadData),
    EventType.THREAD_DELETE: Decoder(ThreadData),
    EventType.INVITE_CREATE: Decoder(InviteCreateData),
    EventType.INVITE_DELETE: Decoder(InviteDeleteData),
    EventType.WEBHOOKS_UPDATE: Decoder(WebhooksUpdateData),
    EventType.EMOJIS_UPDATE: Decoder(EmojisUpdateData),
    EventType.VOICE_STATE_UPDATE: Decoder(VoiceStateData),
    EventType.AUDIT_LOG_ENTRY: Decoder(AuditLogEntryData),
    EventType.AUTOMOD_EXECUTION: Decoder(AutomodExecutionData),
}
