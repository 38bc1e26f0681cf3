"""A guild's members: list, search, change, kick, and their roles."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id, Limit1000
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import member_update, members, voice_moderation
from infra.discord_sim.world.actions.member_update import MemberChanges
from infra.discord_sim.world.world import member_of

routes = Routes()


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of members, by id."""

    limit: Limit1000 = 1
    after: Id = 0


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Members whose name or nickname starts with `query`."""

    query: Annotated[str, Meta(min_length=1, max_length=100)]
    limit: Limit1000 = 1


class MemberForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a member."""

    nick: Annotated[str, Meta(max_length=32)] | UnsetType | None = UNSET
    roles: Annotated[list[Id], Meta(max_length=350)] | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    deaf: bool | UnsetType | None = UNSET
    channel_id: Id | UnsetType | None = UNSET
    communication_disabled_until: datetime | UnsetType | None = UNSET
    flags: int | UnsetType | None = UNSET


class OwnMemberForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about oneself."""

    nick: Annotated[str, Meta(max_length=32)] | UnsetType | None = UNSET


@routes.get("/guilds/{guild_id}/members")
def list_guild_members(call: Call) -> Answer:
    """List members by id."""
    query = call.query(ListQuery)
    guild = visibility.guild(call)
    page = sorted(user_id for user_id in guild.members if user_id > query.after)[: query.limit]
    return [render.member(call.world, guild.members[user_id]) for user_id in page]


@routes.get("/guilds/{guild_id}/members/search")
def search_guild_members(call: Call) -> Answer:
    """Find members by the start of a name."""
    query = call.query(SearchQuery)
    guild = visibility.guild(call)
    wanted = query.query.lower()
    found = [
        member
        for user_id, member in sorted(guild.members.items())
        if any(name.lower().startswith(wanted) for name in _names(call, user_id, member.nick))
    ]
    return [render.member(call.world, member) for member in found[: query.limit]]


@routes.get("/guilds/{guild_id}/members/{user_id}")
def get_guild_member(call: Call) -> Answer:
    """Show a member."""
    return render.member(call.world, member_of(visibility.guild(call), call.id("user_id")))


@routes.patch("/guilds/{guild_id}/members/{user_id}")
def update_guild_member(call: Call) -> Answer:
    """Change a member; a voice channel of null disconnects them."""
    form = call.form(MemberForm)
    guild_id, user_id = call.id("guild_id"), call.id("user_id")
    if form.channel_id is not UNSET:
        voice_moderation.check(call.world, call.actor, guild_id, user_id)
    changes = forms.as_changes(MemberChanges, form)
    member = member_update.update(call.world, call.actor, guild_id, user_id, changes)
    if form.channel_id is not UNSET:
        voice_moderation.move(call.world, call.actor, guild_id, user_id, form.channel_id)
    return render.member(call.world, member)


@routes.patch("/guilds/{guild_id}/members/@me")
def update_my_guild_member(call: Call) -> Answer:
    """Change one's own nickname."""
    changes = forms.as_changes(MemberChanges, call.form(OwnMemberForm))
    me = call.actor.user_id
    return render.member(call.world, member_update.update(call.world, call.actor, call.id("guild_id"), me, changes))


@routes.delete("/guilds/{guild_id}/members/{user_id}")
def delete_guild_member(call: Call) -> Answer:
    """Kick a member."""
    members.kick(call.world, call.actor, call.id("guild_id"), call.id("user_id"))
    return None


@routes.put("/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def add_guild_member_role(call: Call) -> Answer:
    """Give a role."""
    member_update.add_role(call.world, call.actor, call.id("guild_id"), call.id("user_id"), call.id("role_id"))
    return None


@routes.delete("/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def delete_guild_member_role(call: Call) -> Answer:
    """Take a role."""
    member_update.remove_role(call.world, call.actor, call.id("guild_id"), call.id("user_id"), call.id("role_id"))
    return None


def _names(call: Call, user_id: int, nick: str | None) -> list[str]:
    user = call.world.users[user_id]
    return [name for name in (user.username, user.global_name, nick) if name]
