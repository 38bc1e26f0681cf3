"""Guilds: show, change, preview."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms, images, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import guilds
from infra.discord_sim.world.actions.guilds import GuildChanges

routes = Routes()

_IMAGES = ("icon", "banner", "splash", "discovery_splash")


class GuildQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether to count members."""

    with_counts: bool = False


class GuildForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a guild."""

    name: Annotated[str, Meta(min_length=2, max_length=100)] | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=300)] | UnsetType | None = UNSET
    icon: str | UnsetType | None = UNSET
    banner: str | UnsetType | None = UNSET
    splash: str | UnsetType | None = UNSET
    discovery_splash: str | UnsetType | None = UNSET
    verification_level: Annotated[int, Meta(ge=0, le=4)] | UnsetType | None = UNSET
    default_message_notifications: Annotated[int, Meta(ge=0, le=1)] | UnsetType | None = UNSET
    explicit_content_filter: Annotated[int, Meta(ge=0, le=2)] | UnsetType | None = UNSET
    preferred_locale: str | UnsetType | None = UNSET
    afk_timeout: int | UnsetType | None = UNSET
    afk_channel_id: Id | UnsetType | None = UNSET
    system_channel_id: Id | UnsetType | None = UNSET
    rules_channel_id: Id | UnsetType | None = UNSET
    public_updates_channel_id: Id | UnsetType | None = UNSET
    safety_alerts_channel_id: Id | UnsetType | None = UNSET
    system_channel_flags: int | UnsetType | None = UNSET
    premium_progress_bar_enabled: bool | UnsetType | None = UNSET


@routes.get("/guilds/{guild_id}")
def get_guild(call: Call) -> Answer:
    """Show a guild to a member."""
    with_counts = call.query(GuildQuery).with_counts
    return render.guild(call.world, visibility.guild(call), with_counts=with_counts)


@routes.patch("/guilds/{guild_id}")
def update_guild(call: Call) -> Answer:
    """Change a guild."""
    changes = forms.as_changes(GuildChanges, call.form(GuildForm))
    for field in _IMAGES:
        data_uri = getattr(changes, field)
        if data_uri is not UNSET and data_uri is not None:
            changes = msgspec.structs.replace(changes, **{field: images.hash_of(field, data_uri)})
    return render.guild(call.world, guilds.modify(call.world, call.actor, call.id("guild_id"), changes))


@routes.get("/guilds/{guild_id}/preview")
def get_guild_preview(call: Call) -> Answer:
    """Show what a guild looks like from outside."""
    shown = render.guild(call.world, visibility.guild(call), with_counts=True)
    kept = ("id", "name", "icon", "description", "home_header", "splash", "discovery_splash", "features")
    counted = ("approximate_member_count", "approximate_presence_count", "emojis", "stickers")
    return {name: shown[name] for name in kept + counted}
