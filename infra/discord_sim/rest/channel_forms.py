"""The bodies that make and change channels."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms
from infra.discord_sim.rest.fields import Id, Name, SlowmodeSeconds
from infra.discord_sim.world.actions import overwrites
from infra.discord_sim.world.actions.channels import ChannelChanges
from infra.discord_sim.world.kinds import ChannelType, OverwriteType
from infra.discord_sim.world.model import Guild, Overwrite

Bits = Annotated[int, Meta(ge=0)]


class OverwriteForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a role or member may and may not do."""

    type: OverwriteType | None = None
    allow: Bits | None = None
    deny: Bits | None = None


class ListedOverwriteForm(OverwriteForm, frozen=True, kw_only=True):
    """An overwrite among others."""

    id: Id


class ChannelForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a guild channel."""

    name: Name | UnsetType = UNSET
    type: ChannelType | UnsetType | None = UNSET
    position: Annotated[int, Meta(ge=0)] | UnsetType | None = UNSET
    topic: Annotated[str, Meta(max_length=4096)] | UnsetType | None = UNSET
    nsfw: bool | UnsetType | None = UNSET
    rate_limit_per_user: SlowmodeSeconds | UnsetType | None = UNSET
    bitrate: Annotated[int, Meta(ge=8000)] | UnsetType | None = UNSET
    user_limit: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType | None = UNSET
    parent_id: Id | UnsetType | None = UNSET
    rtc_region: str | UnsetType | None = UNSET
    default_auto_archive_duration: int | UnsetType | None = UNSET
    default_thread_rate_limit_per_user: SlowmodeSeconds | UnsetType | None = UNSET
    flags: int | UnsetType | None = UNSET
    permission_overwrites: Annotated[list[ListedOverwriteForm], Meta(max_length=100)] | UnsetType | None = UNSET


def changes_of(guild: Guild, form: ChannelForm) -> ChannelChanges:
    """Turn a form into changes; the list of overwrites replaces all."""
    changes = forms.as_changes(ChannelChanges, form)
    if form.permission_overwrites is UNSET:
        return changes
    listed = {one.id: overwrite_of(guild, one.id, one) for one in form.permission_overwrites or []}
    return msgspec.structs.replace(changes, overwrites=listed)


def overwrite_of(guild: Guild, overwrite_id: int, form: OverwriteForm) -> Overwrite:
    """Turn a form into an overwrite; without a type it is a role's if there is such a role."""
    kind = overwrites.kind_of(guild, overwrite_id) if form.type is None else form.type
    return Overwrite(id=overwrite_id, type=kind, allow=form.allow or 0, deny=form.deny or 0)
