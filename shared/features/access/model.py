"""What somebody may do in a guild, in our own words."""

from enum import StrEnum

import msgspec

from shared.kernel.snowflakes import Snowflake


class GuildPermission(StrEnum):
    """What a guild can let a role do here. Who may do anything may view."""

    VIEW = "view"
    MODERATE = "moderate"
    MANAGE_CHANNELS = "manage-channels"
    MANAGE_ROLES = "manage-roles"
    MANAGE_SETTINGS = "manage-settings"
    MANAGE_ACCESS = "manage-access"


class AccessSource(StrEnum):
    """Who told: the bot, from within the guild, or Discord, which knows owners and administrators only."""

    BOT = "bot"
    DISCORD = "discord"


class GuildAccess(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may do in a guild. Nobody grants a role that is not below their own highest, but for the owner.

    `permissions` are in the order of `GuildPermission`; the highest role is known where the bot told.
    """

    owner: bool
    administrator: bool
    permissions: list[GuildPermission]
    source: AccessSource
    top_role_id: Snowflake | None
    top_role_position: int | None
