"""Pruning members who have not been around."""

from typing import Annotated

import msgspec
from msgspec import Meta

from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world.actions import prune

routes = Routes()

Days = Annotated[int, Meta(ge=1, le=30)]


class PruneQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a prune would hit."""

    days: Days = 7
    include_roles: list[Id] = []


class PruneForm(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to prune; roles as a list, or in one string with commas."""

    days: Days | None = None
    compute_prune_count: bool | None = None
    include_roles: list[Id] | str | None = None


@routes.get("/guilds/{guild_id}/prune")
def preview_prune_guild(call: Call) -> Answer:
    """Count whom a prune would kick."""
    query = call.query(PruneQuery)
    roles = set(query.include_roles)
    return {"pruned": prune.count(call.world, call.actor, call.id("guild_id"), query.days, roles)}


@routes.post("/guilds/{guild_id}/prune")
def prune_guild(call: Call) -> Answer:
    """Kick them."""
    form = call.form(PruneForm)
    given = form.include_roles or []
    roles = {int(each) for each in (given.split(",") if isinstance(given, str) else given)}
    pruned = prune.begin(call.world, call.actor, call.id("guild_id"), form.days or 7, roles)
    return {"pruned": None if form.compute_prune_count is False else pruned}
