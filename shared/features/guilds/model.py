"""A guild as the bot sees it, and as our page lists it."""

from datetime import datetime

import msgspec

from shared.kernel.snowflakes import Snowflake


class GuildRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A guild as the bot last saw it; `seen_at` orders what was reported, `is_active` is false once the bot left."""

    id: Snowflake
    bot_id: Snowflake
    name: str
    icon: str | None
    owner_id: Snowflake
    member_count: int
    is_active: bool
    bot_added_at: datetime
    seen_at: datetime


class GuildSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A guild in the list of those that a user administers.

    `permissions` are Discord's bits as a decimal string; `member_count` is known where the bot is present.
    """

    id: Snowflake
    name: str
    icon_url: str | None
    owner: bool
    permissions: str
    bot_present: bool
    member_count: int | None
    invite_url: str
