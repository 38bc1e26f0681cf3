"""Guilds and what belongs to them alone: roles, members, bans, emojis."""

from datetime import datetime

import msgspec

from infra.discord_sim.world.model.channels import Channel
from infra.discord_sim.world.model.moderation import AuditLogEntry, AutoModRule, Ban
from infra.discord_sim.world.model.users import Presence


class Role(msgspec.Struct, kw_only=True):
    """A role; the one with the guild's own id is @everyone. `permissions` is a bit set."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    hoist: bool = False
    managed: bool = False
    mentionable: bool = False
    icon: str | None = None
    unicode_emoji: str | None = None
    flags: int = 0
    bot_id: int | None = None


class Member(msgspec.Struct, kw_only=True):
    """A user in a guild. `roles` never holds @everyone."""

    user_id: int
    joined_at: datetime
    roles: list[int] = []
    nick: str | None = None
    avatar: str | None = None
    banner: str | None = None
    communication_disabled_until: datetime | None = None
    premium_since: datetime | None = None
    flags: int = 0
    pending: bool = False
    mute: bool = False
    deaf: bool = False


class VoiceState(msgspec.Struct, kw_only=True):
    """Where a member is in voice."""

    user_id: int
    channel_id: int
    session_id: str
    self_mute: bool = False
    self_deaf: bool = False
    self_video: bool = False
    suppress: bool = False


class Emoji(msgspec.Struct, kw_only=True):
    """A guild's own emoji."""

    id: int
    name: str
    user_id: int
    roles: list[int] = []
    animated: bool = False
    managed: bool = False
    available: bool = True
    image: str = ""


class Guild(msgspec.Struct, kw_only=True):
    """A guild with all that it owns; every dictionary is keyed by id (members and bans by user id)."""

    id: int
    name: str
    owner_id: int
    icon: str | None = None
    banner: str | None = None
    splash: str | None = None
    discovery_splash: str | None = None
    description: str | None = None
    features: list[str] = []
    verification_level: int = 1
    default_message_notifications: int = 1
    explicit_content_filter: int = 2
    mfa_level: int = 0
    nsfw_level: int = 0
    preferred_locale: str = "en-US"
    afk_channel_id: int | None = None
    afk_timeout: int = 300
    system_channel_id: int | None = None
    system_channel_flags: int = 0
    rules_channel_id: int | None = None
    public_updates_channel_id: int | None = None
    safety_alerts_channel_id: int | None = None
    vanity_url_code: str | None = None
    premium_tier: int = 0
    premium_subscription_count: int = 0
    premium_progress_bar_enabled: bool = False
    widget_enabled: bool = False
    widget_channel_id: int | None = None
    roles: dict[int, Role] = {}
    channels: dict[int, Channel] = {}
    members: dict[int, Member] = {}
    bans: dict[int, Ban] = {}
    emojis: dict[int, Emoji] = {}
    automod_rules: dict[int, AutoModRule] = {}
    audit_log: list[AuditLogEntry] = []
    presences: dict[int, Presence] = {}
    voice_states: dict[int, VoiceState] = {}
    non_member_bans: int = 0
