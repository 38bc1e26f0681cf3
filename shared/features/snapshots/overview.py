"""A guild as its own page shows it."""

import msgspec

from shared.kernel.snowflakes import Snowflake


class GuildStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may do on Discord in the guild as a whole, and their highest role: @everyone if no other."""

    permissions: list[str]
    top_role_id: Snowflake


class DiscordGuild(msgspec.Struct, frozen=True, kw_only=True):
    """Levels and tiers are Discord's numbers; counts of members are Discord's estimates."""

    id: Snowflake
    name: str
    icon_url: str | None
    description: str | None
    owner_id: Snowflake
    features: list[str]
    verification_level: int
    explicit_content_filter: int
    default_message_notifications: int
    mfa_level: int
    premium_tier: int
    premium_subscription_count: int
    preferred_locale: str
    system_channel_id: Snowflake | None
    rules_channel_id: Snowflake | None
    member_count: int | None
    online_count: int | None
    role_count: int
    channel_count: int
    you: GuildStanding
    bot: GuildStanding
