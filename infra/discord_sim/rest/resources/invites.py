"""Invites."""

from typing import Annotated

import msgspec
from msgspec import Meta

from infra.discord_sim.rest import forms, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.routes import Access, Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import invites
from infra.discord_sim.world.actions.invites import InviteDraft
from infra.discord_sim.world.permissions import Permission

routes = Routes()


class InviteForm(msgspec.Struct, frozen=True, kw_only=True):
    """An invite to create; ages in seconds."""

    max_age: Annotated[int, Meta(ge=0, le=604_800)] | None = None
    max_uses: Annotated[int, Meta(ge=0, le=100)] | None = None
    temporary: bool | None = None
    unique: bool | None = None


class InviteQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether to count the guild's members."""

    with_counts: bool = False


@routes.post("/channels/{channel_id}/invites")
def create_channel_invite(call: Call) -> Answer:
    """Create an invite."""
    draft = forms.as_changes(InviteDraft, call.form(InviteForm))
    invite = invites.create(call.world, call.actor, call.id("channel_id"), draft)
    return render.invite(call.world, invite, with_use=True)


@routes.get("/channels/{channel_id}/invites")
def list_channel_invites(call: Call) -> Answer:
    """List a channel's invites."""
    channel = visibility.channel(call, Permission.MANAGE_CHANNELS)
    return [render.invite(call.world, one, with_use=True) for one in invites.of_channel(call.world, channel.id)]


@routes.get("/guilds/{guild_id}/invites")
def list_guild_invites(call: Call) -> Answer:
    """List a guild's invites."""
    guild = visibility.guild_for(call, Permission.MANAGE_GUILD)
    return [render.invite(call.world, one, with_use=True) for one in invites.of_guild(call.world, guild.id)]


@routes.get("/invites/{code}", access=Access.OPEN)
def invite_resolve(call: Call) -> Answer:
    """Show where an invite leads."""
    invite = invites.find(call.world, call.parameters["code"])
    payload = render.invite(call.world, invite)
    if call.query(InviteQuery).with_counts:
        guild = call.world.guild(invite.guild_id)
        online = sum(one.status != "offline" for one in guild.presences.values())
        payload |= {"approximate_member_count": len(guild.members), "approximate_presence_count": online}
    return payload


@routes.delete("/invites/{code}")
def invite_revoke(call: Call) -> Answer:
    """Delete an invite."""
    return render.invite(call.world, invites.delete(call.world, call.actor, call.parameters["code"]))
