"""Makes events of what Discord's REST API tells of the past, the same as the gateway's dispatches would have become."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

import discord

from bot_worker.backfill.discord_pages import TARGET_USER
from bot_worker.backfill.model import AUDIT_LOG, Read
from bot_worker.capture import audit_log, channels, messages, roles
from bot_worker.capture.departures import Departures
from bot_worker.capture.payloads import created_ms
from bot_worker.capture.remembered import RememberedGuild
from bot_worker.capture.repeats import Repeats
from bot_worker.capture.scene import Scene
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake

_BARE_ROLE: Final = {"name": "", "permissions": "0", "position": 0}

Payload = dict[str, Any]


class Action(IntEnum):
    """discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events"""

    CHANNEL_CREATE = 10
    CHANNEL_DELETE = 12
    MEMBER_KICK = 20
    MEMBER_BAN_ADD = 22
    MEMBER_BAN_REMOVE = 23
    ROLE_CREATE = 30
    ROLE_DELETE = 32


def events_of(bot_id: int, guild: discord.Guild, read: Read, payload: Payload) -> Sequence[Event]:
    """Return what a message, or an entry of the audit log, would have been live; nothing where it makes no sense."""
    scene = Scene(
        guild_id=Snowflake(guild.id),
        bot_id=Snowflake(bot_id),
        guild=RememberedGuild(guild),
        now=created_ms(int(payload["id"])),
        is_synced=True,
    )
    try:
        if read.source == AUDIT_LOG:
            return [audit_log.created(payload, scene), *_derived(payload, scene)]
        event = messages.created({**payload, "guild_id": str(guild.id)}, scene)
    except InvalidInputError:
        return []
    return [] if event is None else [event]


def _derived(entry: Payload, scene: Scene) -> Sequence[Event]:
    """Return what the gateway would have said besides the entry itself."""
    target = entry.get("target_id")
    if target is None:
        return []
    match entry["action_type"]:
        case Action.CHANNEL_CREATE:
            return [channels.created({"type": 0, **_values(entry, "new_value"), "id": target}, scene)]
        case Action.CHANNEL_DELETE:
            return [channels.deleted({"type": 0, **_values(entry, "old_value"), "id": target}, scene)]
        case Action.ROLE_CREATE:
            return [roles.created({"role": {**_BARE_ROLE, **_values(entry, "new_value"), "id": target}}, scene)]
        case Action.ROLE_DELETE:
            return [roles.deleted({"role_id": target}, scene)]
        case Action.MEMBER_KICK | Action.MEMBER_BAN_ADD | Action.MEMBER_BAN_REMOVE:
            return _departure(entry, scene)
        case _:
            return []


def _departure(entry: Payload, scene: Scene) -> Sequence[Event]:
    departures = Departures(Repeats())
    departures.explained(entry, scene)
    payload = {"user": entry.get(TARGET_USER) or {"id": entry["target_id"], "username": ""}}
    match entry["action_type"]:
        case Action.MEMBER_KICK:
            return departures.removed(payload, scene)
        case Action.MEMBER_BAN_ADD:
            return departures.banned(payload, scene)
        case _:
            return departures.unbanned(payload, scene)


def _values(entry: Payload, which: str) -> Payload:
    """Return the fields that an entry names, as they are after it (`new_value`) or were before (`old_value`)."""
    changes = {change["key"]: change.get(which) for change in entry.get("changes") or ()}
    return {key: value for key, value in changes.items() if value is not None}
