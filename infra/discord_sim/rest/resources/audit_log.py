"""The audit log."""

from datetime import timedelta

import msgspec

from infra.discord_sim.rest import visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id, Limit100
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.model import AuditLogEntry, Guild
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import first_of

routes = Routes()

_KEPT = timedelta(days=45)


class LogQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; with `after` the oldest come first."""

    user_id: Id | None = None
    target_id: Id | None = None
    action_type: int | None = None
    before: Id | None = None
    after: Id | None = None
    limit: Limit100 = 50


@routes.get("/guilds/{guild_id}/audit-logs")
def list_guild_audit_log_entries(call: Call) -> Answer:
    """List entries, with the users and things that they name."""
    query = call.query(LogQuery)
    guild = visibility.guild_for(call, Permission.VIEW_AUDIT_LOG)
    oldest = first_of(call.world.clock.now() - _KEPT)
    found = [one for one in guild.audit_log if one.id >= oldest and _matches(one, query)]
    page = found[: query.limit] if query.after is not None else found[::-1][: query.limit]
    return _shown(call, guild, page)


def _matches(one: AuditLogEntry, query: LogQuery) -> bool:
    return (
        (query.user_id is None or one.user_id == query.user_id)
        and (query.target_id is None or one.target_id == query.target_id)
        and (query.action_type is None or one.action_type == query.action_type)
        and (query.before is None or one.id < query.before)
        and (query.after is None or one.id > query.after)
    )


def _shown(call: Call, guild: Guild, entries: list[AuditLogEntry]) -> Answer:
    world = call.world
    named = {one.target_id for one in entries} | {one.user_id for one in entries}
    threads = [one for one in guild.channels.values() if one.is_thread]
    return {
        "audit_log_entries": [render.audit_log_entry(one) for one in entries],
        "users": [render.user(world.users[each]) for each in sorted(filter(None, named)) if each in world.users],
        "integrations": [],
        "webhooks": [
            render.webhook(world, one, with_token=False) for one in world.webhooks.values() if one.id in named
        ],
        "guild_scheduled_events": [],
        "threads": [render.channel(world, one) for one in threads if one.id in named],
        "application_commands": [],
        "auto_moderation_rules": [render.automod_rule(one) for key, one in guild.automod_rules.items() if key in named],
    }
