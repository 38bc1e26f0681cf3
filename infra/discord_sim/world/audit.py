"""The audit log: who did what to whom, and why."""

from collections.abc import Mapping
from typing import Any

import msgspec

from infra.discord_sim.world import render
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import AuditLogEntry, Guild
from infra.discord_sim.world.world import World


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who does something, and the reason they gave for it (`X-Audit-Log-Reason`)."""

    user_id: int
    reason: str | None = None


def record(
    world: World,
    guild: Guild,
    actor: Actor,
    event: AuditLogEvent,
    target_id: int | None,
    *,
    changes: list[dict[str, Any]] | None = None,
    options: Mapping[str, object] | None = None,
) -> AuditLogEntry:
    """Write an entry and tell those who may read the log. Options are sent as strings, as Discord does."""
    entry = AuditLogEntry(
        id=world.snowflakes.next(),
        user_id=actor.user_id,
        target_id=target_id,
        action_type=event,
        reason=actor.reason,
        changes=changes or [],
        options={name: str(value) for name, value in (options or {}).items()},
    )
    guild.audit_log.append(entry)
    payload = {**render.audit_log_entry(entry), "guild_id": str(guild.id)}
    world.dispatch("GUILD_AUDIT_LOG_ENTRY_CREATE", payload, guild_id=guild.id)
    return entry


def change(key: str, old: object, new: object) -> dict[str, Any]:
    """Describe one changed field; a value of None is left out, as Discord does."""
    described: dict[str, Any] = {"key": key}
    if old is not None:
        described["old_value"] = old
    if new is not None:
        described["new_value"] = new
    return described
