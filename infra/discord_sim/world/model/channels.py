"""Channels of every type, threads among them, and their invites and webhooks."""

from datetime import datetime

import msgspec

from infra.discord_sim.world.kinds import THREADS, ChannelType, OverwriteType


class Overwrite(msgspec.Struct, kw_only=True):
    """What a role or a member may or may not do in one channel."""

    id: int
    type: OverwriteType
    allow: int = 0
    deny: int = 0


class ThreadMetadata(msgspec.Struct, kw_only=True):
    """What only threads have. `auto_archive_duration` is in minutes."""

    archived: bool = False
    auto_archive_duration: int = 1440
    archive_timestamp: datetime
    create_timestamp: datetime
    locked: bool = False
    invitable: bool = True


class Channel(msgspec.Struct, kw_only=True):
    """A channel. `thread` is set on threads only, `recipients` on direct messages only."""

    id: int
    type: ChannelType
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    rate_limit_per_user: int = 0
    default_auto_archive_duration: int | None = None
    default_thread_rate_limit_per_user: int = 0
    bitrate: int = 64000
    user_limit: int = 0
    rtc_region: str | None = None
    video_quality_mode: int = 1
    flags: int = 0
    last_message_id: int | None = None
    last_pin_at: datetime | None = None
    overwrites: dict[int, Overwrite] = {}
    recipients: list[int] = []
    owner_id: int | None = None
    thread: ThreadMetadata | None = None
    thread_members: dict[int, datetime] = {}
    message_count: int = 0
    total_message_sent: int = 0
    applied_tags: list[int] = []

    @property
    def is_thread(self) -> bool:
        """Tell whether this is a thread."""
        return self.type in THREADS


class Webhook(msgspec.Struct, kw_only=True):
    """An incoming webhook; whoever knows its token may post."""

    id: int
    guild_id: int
    channel_id: int
    user_id: int
    name: str
    token: str
    avatar: str | None = None
    application_id: int | None = None


class Invite(msgspec.Struct, kw_only=True):
    """An invite. `max_age` is in seconds, 0 for ever; `max_uses` 0 means any number."""

    code: str
    guild_id: int
    channel_id: int
    inviter_id: int | None
    created_at: datetime
    max_age: int = 86400
    max_uses: int = 0
    uses: int = 0
    temporary: bool = False
