"""The channels of a guild: list, create, order."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.channel_forms import ChannelForm, changes_of
from infra.discord_sim.rest.fields import Id, Name
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import channels
from infra.discord_sim.world.actions.channels import ChannelChanges
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Guild
from infra.discord_sim.world.permissions import Permission

routes = Routes()


class NewChannelForm(ChannelForm, frozen=True, kw_only=True):
    """A channel to create."""

    name: Name


class PositionForm(msgspec.Struct, frozen=True, kw_only=True):
    """Where a channel shall stand."""

    id: Id
    position: Annotated[int, Meta(ge=0)] | None = None
    parent_id: Id | UnsetType | None = UNSET
    lock_permissions: bool | None = None


@routes.get("/guilds/{guild_id}/channels")
def list_guild_channels(call: Call) -> Answer:
    """List all channels but threads, even those that the caller cannot see."""
    guild = visibility.guild(call)
    return [render.channel(call.world, one) for one in guild.channels.values() if not one.is_thread]


@routes.post("/guilds/{guild_id}/channels", status=201)
def create_guild_channel(call: Call) -> Answer:
    """Create a channel."""
    form = call.form(NewChannelForm)
    kind = form.type if isinstance(form.type, ChannelType) else ChannelType.GUILD_TEXT
    guild = visibility.guild(call)
    changes = msgspec.structs.replace(changes_of(guild, form), type=UNSET)
    created = channels.create(call.world, call.actor, guild.id, kind, changes)
    return render.channel(call.world, created)


@routes.patch("/guilds/{guild_id}/channels")
def bulk_update_guild_channels(call: Call) -> Answer:
    """Move channels, and take over a category's overwrites where asked to."""
    guild = visibility.guild_for(call, Permission.MANAGE_CHANNELS)
    for form in call.forms(PositionForm):
        channels.modify(call.world, call.actor, form.id, _moved(guild, form))
    return None


def _moved(guild: Guild, form: PositionForm) -> ChannelChanges:
    changes = ChannelChanges(
        position=UNSET if form.position is None else form.position,
        parent_id=form.parent_id,
    )
    if form.lock_permissions and form.parent_id in guild.channels:
        category = guild.channels[form.parent_id]
        return msgspec.structs.replace(changes, overwrites=dict(category.overwrites))
    return changes
