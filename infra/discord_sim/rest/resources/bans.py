"""Bans."""

from typing import Annotated

import msgspec
from msgspec import Meta

from infra.discord_sim.rest import visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id, Limit1000
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import bans
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.permissions import Permission

routes = Routes()

_DAY = 86_400


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of bans, by user id."""

    limit: Limit1000 = 1000
    before: Id | None = None
    after: Id | None = None


class BanForm(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what they wrote goes with them; days are the older form."""

    delete_message_seconds: Annotated[int, Meta(ge=0, le=604_800)] | None = None
    delete_message_days: Annotated[int, Meta(ge=0, le=7)] | None = None


class BulkBanForm(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ban at once."""

    user_ids: list[Id]
    delete_message_seconds: Annotated[int, Meta(ge=0, le=604_800)] | None = None


@routes.get("/guilds/{guild_id}/bans")
def list_guild_bans(call: Call) -> Answer:
    """List bans by user id; `before` pages backwards."""
    query = call.query(ListQuery)
    guild = visibility.guild_for(call, Permission.BAN_MEMBERS)
    found = [
        ban
        for user_id, ban in sorted(guild.bans.items())
        if (query.before is None or user_id < query.before) and (query.after is None or user_id > query.after)
    ]
    page = found[-query.limit :] if query.before is not None else found[: query.limit]
    return [render.ban(call.world, one) for one in page]


@routes.get("/guilds/{guild_id}/bans/{user_id}")
def get_guild_ban(call: Call) -> Answer:
    """Show a ban."""
    ban = visibility.guild_for(call, Permission.BAN_MEMBERS).bans.get(call.id("user_id"))
    if ban is None:
        raise error(Code.UNKNOWN_BAN)
    return render.ban(call.world, ban)


@routes.put("/guilds/{guild_id}/bans/{user_id}")
def ban_user_from_guild(call: Call) -> Answer:
    """Ban a user; discord.py says in the query how much goes with them."""
    form = call.form(BanForm) if call.body.content else call.query(BanForm)
    seconds = form.delete_message_seconds or (form.delete_message_days or 0) * _DAY
    bans.ban(call.world, call.actor, call.id("guild_id"), call.id("user_id"), delete_message_seconds=seconds)
    return None


@routes.delete("/guilds/{guild_id}/bans/{user_id}")
def unban_user_from_guild(call: Call) -> Answer:
    """Lift a ban."""
    bans.unban(call.world, call.actor, call.id("guild_id"), call.id("user_id"))
    return None


@routes.post("/guilds/{guild_id}/bulk-ban")
def bulk_ban_users_from_guild(call: Call) -> Answer:
    """Ban up to 200 users."""
    form = call.form(BulkBanForm)
    seconds = form.delete_message_seconds or 0
    banned, failed = bans.bulk_ban(
        call.world, call.actor, call.id("guild_id"), form.user_ids, delete_message_seconds=seconds
    )
    return {"banned_users": render.snowflakes(banned), "failed_users": render.snowflakes(failed)}
