"""A guild's roles."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms, images, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id, Name
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import roles
from infra.discord_sim.world.actions.roles import RoleChanges
from infra.discord_sim.world.world import role_of

routes = Routes()

Color = Annotated[int, Meta(ge=0, le=0xFFFFFF)]


class ColorsForm(msgspec.Struct, frozen=True, kw_only=True):
    """A role's colours; gradients are not simulated."""

    primary_color: Color | None = None


class RoleForm(msgspec.Struct, frozen=True, kw_only=True):
    """A role to create, or what to change about one."""

    name: Name | UnsetType | None = UNSET
    permissions: Annotated[int, Meta(ge=0)] | UnsetType | None = UNSET
    color: Color | UnsetType | None = UNSET
    colors: ColorsForm | UnsetType | None = UNSET
    hoist: bool | UnsetType | None = UNSET
    mentionable: bool | UnsetType | None = UNSET
    icon: str | UnsetType | None = UNSET
    unicode_emoji: Annotated[str, Meta(max_length=100)] | UnsetType | None = UNSET


class PositionForm(msgspec.Struct, frozen=True, kw_only=True):
    """Where a role shall stand."""

    id: Id
    position: int | None = None


@routes.get("/guilds/{guild_id}/roles")
def list_guild_roles(call: Call) -> Answer:
    """List all roles."""
    return [render.role(one) for one in visibility.guild(call).roles.values()]


@routes.get("/guilds/{guild_id}/roles/member-counts")
def get_guild_role_member_counts(call: Call) -> Answer:
    """Count the members of every role but @everyone."""
    guild = visibility.guild(call)
    counts = {str(role_id): 0 for role_id in guild.roles if role_id != guild.id}
    for member in guild.members.values():
        for role_id in member.roles:
            counts[str(role_id)] += 1
    return dict(counts)


@routes.get("/guilds/{guild_id}/roles/{role_id}")
def get_guild_role(call: Call) -> Answer:
    """Show a role."""
    return render.role(role_of(visibility.guild(call), call.id("role_id")))


@routes.post("/guilds/{guild_id}/roles")
def create_guild_role(call: Call) -> Answer:
    """Create a role."""
    return render.role(roles.create(call.world, call.actor, call.id("guild_id"), _changes(call)))


@routes.patch("/guilds/{guild_id}/roles")
def bulk_update_guild_roles(call: Call) -> Answer:
    """Move roles."""
    positions = {form.id: form.position for form in call.forms(PositionForm) if form.position is not None}
    moved = roles.reorder(call.world, call.actor, call.id("guild_id"), positions)
    return [render.role(one) for one in moved]


@routes.patch("/guilds/{guild_id}/roles/{role_id}")
def update_guild_role(call: Call) -> Answer:
    """Change a role."""
    changed = roles.modify(call.world, call.actor, call.id("guild_id"), call.id("role_id"), _changes(call))
    return render.role(changed)


@routes.delete("/guilds/{guild_id}/roles/{role_id}")
def delete_guild_role(call: Call) -> Answer:
    """Delete a role."""
    roles.delete(call.world, call.actor, call.id("guild_id"), call.id("role_id"))
    return None


def _changes(call: Call) -> RoleChanges:
    form = call.form(RoleForm)
    changes = forms.as_changes(RoleChanges, form)
    if form.colors and form.colors.primary_color is not None:
        changes = msgspec.structs.replace(changes, color=form.colors.primary_color)
    if form.icon:
        changes = msgspec.structs.replace(changes, icon=images.hash_of("icon", form.icon))
    return changes
