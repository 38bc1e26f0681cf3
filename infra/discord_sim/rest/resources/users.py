"""Users: oneself, others, one's guilds and direct messages."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import images
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.refusals import unauthorized
from infra.discord_sim.rest.routes import Access, Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import direct_messages, members
from infra.discord_sim.world.errors import required
from infra.discord_sim.world.world import member_of

routes = Routes()


class ProfileForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a bot may change about itself."""

    username: Annotated[str, Meta(min_length=2, max_length=32)] | UnsetType = UNSET
    avatar: str | UnsetType | None = UNSET
    banner: str | UnsetType | None = UNSET


class GuildsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of guilds."""

    before: Id | None = None
    after: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 200
    with_counts: bool = False


class PrivateChannelForm(msgspec.Struct, frozen=True, kw_only=True):
    """With whom to talk."""

    recipient_id: Id | None = None


@routes.get("/users/@me", access=Access.ANYONE_LOGGED_IN)
def get_my_user(call: Call) -> Answer:
    """Show the caller; their e-mail address only with the scope `email`."""
    _require_scope(call, "identify")
    grant = call.caller.grant
    user = call.world.user(call.actor.user_id)
    return render.user_with_private_fields(user, with_email=grant is None or "email" in grant.scopes)


@routes.patch("/users/@me")
def update_my_user(call: Call) -> Answer:
    """Change the bot's own name and pictures."""
    form = call.form(ProfileForm)
    user = call.world.user(call.actor.user_id)
    if form.username is not UNSET:
        user.username = form.username
    if form.avatar is not UNSET:
        user.avatar = images.hash_of("avatar", form.avatar) if form.avatar else None
    if form.banner is not UNSET:
        user.banner = images.hash_of("banner", form.banner) if form.banner else None
    payload = render.user_with_private_fields(user, with_email=True)
    call.world.dispatch("USER_UPDATE", payload, user_id=user.id)
    return payload


@routes.get("/users/{user_id}")
def get_user(call: Call) -> Answer:
    """Show any user."""
    return render.user(call.world.user(call.id("user_id")))


@routes.get("/users/@me/guilds", access=Access.ANYONE_LOGGED_IN)
def list_my_guilds(call: Call) -> Answer:
    """List the caller's guilds by id; `before` pages backwards."""
    _require_scope(call, "guilds")
    query = call.query(GuildsQuery)
    found = [
        one
        for one in call.world.guilds_of(call.actor.user_id)
        if (query.before is None or one.id < query.before) and (query.after is None or one.id > query.after)
    ]
    page = found[-query.limit :] if query.before is not None and query.after is None else found[: query.limit]
    me = call.actor.user_id
    return [render.my_guild(call.world, one, me, with_counts=query.with_counts) for one in page]


@routes.get("/users/@me/guilds/{guild_id}/member", access=Access.ANYONE_LOGGED_IN)
def get_my_guild_member(call: Call) -> Answer:
    """Show the caller as a member of a guild."""
    _require_scope(call, "guilds.members.read")
    member = member_of(call.world.guild(call.id("guild_id")), call.actor.user_id)
    return render.member(call.world, member)


@routes.delete("/users/@me/guilds/{guild_id}")
def leave_guild(call: Call) -> Answer:
    """Leave a guild."""
    members.leave(call.world, call.id("guild_id"), call.actor.user_id)
    return None


@routes.post("/users/@me/channels")
def create_dm(call: Call) -> Answer:
    """Open a direct message, or return the one that is open."""
    recipient_id = call.form(PrivateChannelForm).recipient_id
    if recipient_id is None:
        raise required("recipient_id")
    channel = direct_messages.open_with(call.world, call.actor, recipient_id)
    return direct_messages.shown_to(call.world, channel, call.actor.user_id)


def _require_scope(call: Call, scope: str) -> None:
    grant = call.caller.grant
    if grant is not None and scope not in grant.scopes:
        raise unauthorized()
