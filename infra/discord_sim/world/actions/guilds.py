"""A guild's own settings."""

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.errors import invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Guild
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_CHANNELS = (
    "afk_channel_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
)


class GuildChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    icon: str | UnsetType | None = UNSET
    banner: str | UnsetType | None = UNSET
    splash: str | UnsetType | None = UNSET
    discovery_splash: str | UnsetType | None = UNSET
    verification_level: int | UnsetType = UNSET
    default_message_notifications: int | UnsetType = UNSET
    explicit_content_filter: int | UnsetType = UNSET
    preferred_locale: str | UnsetType = UNSET
    afk_timeout: int | UnsetType = UNSET
    afk_channel_id: int | UnsetType | None = UNSET
    system_channel_id: int | UnsetType | None = UNSET
    rules_channel_id: int | UnsetType | None = UNSET
    public_updates_channel_id: int | UnsetType | None = UNSET
    safety_alerts_channel_id: int | UnsetType | None = UNSET
    system_channel_flags: int | UnsetType = UNSET
    premium_progress_bar_enabled: bool | UnsetType = UNSET


def modify(world: World, actor: Actor, guild_id: int, wanted: GuildChanges) -> Guild:
    """Change a guild and tell its members."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.MANAGE_GUILD)
    for field in _CHANNELS:
        channel_id = getattr(wanted, field)
        if channel_id is not UNSET and channel_id is not None and channel_id not in guild.channels:
            raise invalid_form(field, "CHANNEL_INVALID", "Channel does not exist in this guild")
    described = change_set.apply(guild, wanted)
    if described:
        world.dispatch("GUILD_UPDATE", render.guild(world, guild), guild_id=guild_id)
        audit.record(world, guild, actor, AuditLogEvent.GUILD_UPDATE, guild_id, changes=described)
    return guild
