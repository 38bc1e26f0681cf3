"""Guilds (discord.com/developers/docs/resources/guild)."""

from typing import Final

from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import Resource
from shared.adapters.discord.resources.roles import Role
from shared.kernel.snowflakes import Snowflake


class Guild(Payload, frozen=True, kw_only=True):
    """The counts are there only where they were asked for."""

    id: Snowflake
    name: str
    icon: str | None = None
    description: str | None = None
    owner_id: Snowflake
    features: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    verification_level: int = 0
    default_message_notifications: int = 0
    explicit_content_filter: int = 0
    mfa_level: int = 0
    afk_channel_id: Snowflake | None = None
    afk_timeout: int = 0
    system_channel_id: Snowflake | None = None
    rules_channel_id: Snowflake | None = None
    public_updates_channel_id: Snowflake | None = None
    premium_tier: int = 0
    premium_subscription_count: int = 0
    preferred_locale: str = "en-US"
    vanity_url_code: str | None = None
    approximate_member_count: int | None = None
    approximate_presence_count: int | None = None


class GuildChange(Payload, frozen=True, kw_only=True):
    """What is to change; `icon` is a data URI."""

    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    icon: str | Unset | None = UNSET
    verification_level: int | Unset = UNSET
    default_message_notifications: int | Unset = UNSET
    explicit_content_filter: int | Unset = UNSET
    afk_channel_id: Snowflake | Unset | None = UNSET
    afk_timeout: int | Unset = UNSET
    system_channel_id: Snowflake | Unset | None = UNSET
    preferred_locale: str | Unset = UNSET


_guild: Final = Decoder(Guild)


class Guilds(Resource):
    def get(self, guild_id: int, *, with_counts: bool = False) -> Guild:
        return self._read(_guild, "/guilds/{guild_id}", {"with_counts": with_counts}, guild_id=guild_id)

    def edit(self, guild_id: int, change: GuildChange) -> Guild:
        return self._write(_guild, "PATCH /guilds/{guild_id}", change, guild_id=guild_id)
