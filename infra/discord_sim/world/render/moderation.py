"""Bans, audit log entries, and AutoMod rules."""

from infra.discord_sim.world.model import AuditLogEntry, AutoModRule, Ban
from infra.discord_sim.world.render.members import user
from infra.discord_sim.world.render.values import Payload, snowflake, snowflakes
from infra.discord_sim.world.world import World


def ban(world: World, one: Ban) -> Payload:
    """Show a ban."""
    return {"user": user(world.users[one.user_id]), "reason": one.reason}


def audit_log_entry(one: AuditLogEntry) -> Payload:
    """Show one line of the audit log."""
    payload: Payload = {
        "id": str(one.id),
        "user_id": snowflake(one.user_id),
        "target_id": snowflake(one.target_id),
        "action_type": int(one.action_type),
    }
    if one.changes:
        payload["changes"] = one.changes
    if one.options:
        payload["options"] = one.options
    if one.reason is not None:
        payload["reason"] = one.reason
    return payload


def automod_rule(one: AutoModRule) -> Payload:
    """Show an AutoMod rule."""
    return {
        "id": str(one.id),
        "guild_id": str(one.guild_id),
        "creator_id": str(one.creator_id),
        "name": one.name,
        "event_type": one.event_type,
        "trigger_type": one.trigger_type,
        "trigger_metadata": one.trigger_metadata,
        "actions": one.actions,
        "enabled": one.enabled,
        "exempt_roles": snowflakes(one.exempt_roles),
        "exempt_channels": snowflakes(one.exempt_channels),
    }
