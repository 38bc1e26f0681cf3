"""Bans, the audit log, and Discord's own AutoMod."""

from typing import Any

import msgspec

from infra.discord_sim.world.kinds import AuditLogEvent


class Ban(msgspec.Struct, kw_only=True):
    """A user who may not come back."""

    user_id: int
    reason: str | None = None


class AuditLogEntry(msgspec.Struct, kw_only=True):
    """One line of the audit log. `changes` and `options` are already in Discord's form."""

    id: int
    user_id: int | None
    target_id: int | None
    action_type: AuditLogEvent
    reason: str | None = None
    changes: list[dict[str, Any]] = []
    options: dict[str, str] = {}


class AutoModRule(msgspec.Struct, kw_only=True):
    """A rule of native AutoMod. `actions` and `trigger_metadata` are in Discord's form."""

    id: int
    guild_id: int
    creator_id: int
    name: str
    event_type: int
    trigger_type: int
    trigger_metadata: dict[str, Any] = {}
    actions: list[dict[str, Any]] = []
    enabled: bool = True
    exempt_roles: list[int] = []
    exempt_channels: list[int] = []
