"""Makes events of what Discord's REST API tells of the past, the same as the gateway's dispatches would have become."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

import discord

from bot_worker.backfill.changed_things import channel_updated, role_updated
from bot_worker.backfill.discord_pages import TARGET_USER
from bot_worker.backfill.model import AUDIT_LOG, Read
from bot_worker.capture import audit_log, channels, members, messages, roles
from bot_worker.capture.departures import Departures
from bot_worker.capture.payloads import created_ms
from bot_worker.capture.remembered import RememberedGuild
from bot_worker.capture.repeats import Repeats
from bot_worker.capture.scene import Scene
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake

_MALFORMED: Final = (InvalidInputError, LookupError, TypeError, ValueError, AttributeError)  # whatever it was
_BARE_ROLE: Final = {"name": "", "permissions": "0", "position": 0}

Payload = dict[str, Any]


class Action(IntEnum):
    """discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events"""

    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    CHANNEL_OVERWRITE_CREATE = 13
    CHANNEL_OVERWRITE_UPDATE = 14
    CHANNEL_OVERWRITE_DELETE = 15
    MEMBER_KICK = 20
    MEMBER_BAN_ADD = 22
    MEMBER_BAN_REMOVE = 23
    MEMBER_UPDATE = 24
    MEMBER_ROLE_UPDATE = 25
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32


_OF_MEMBERS: Final = frozenset({Action.MEMBER_UPDATE, Action.MEMBER_ROLE_UPDATE})
_OF_OVERWRITES: Final = frozenset(
    {Action.CHANNEL_OVERWRITE_CREATE, Action.CHANNEL_OVERWRITE_UPDATE, Action.CHANNEL_OVERWRITE_DELETE}
)


def events_of(bot_id: int, guild: discord.Guild, read: Read, payload: Payload) -> Sequence[Event]:
    """Return what a message, or an entry of the audit log, would have been live; nothing where it makes no sense."""
    try:
        scene = _scene(bot_id, guild, payload)
        return of_entry(payload, scene) if read.source == AUDIT_LOG else of_message(payload, scene)
    except _MALFORMED:
        return []


def of_message(payload: Payload, scene: Scene) -> Sequence[Event]:
    return _some(messages.created({**payload, "guild_id": str(scene.guild_id)}, scene))


def of_entry(payload: Payload, scene: Scene) -> Sequence[Event]:
    """Return the entry, and what the gateway would have said besides, where that can be made out."""
    try:
        derived = _derived(payload, scene)
    except _MALFORMED:
        derived = []
    return [audit_log.created(payload, scene), *derived]


def changed_members(page: Sequence[Payload]) -> dict[int, Payload]:
    """Return whose roles, nick or timeout somebody changed, each with the last entry about it."""
    about = [entry for entry in page if entry.get("action_type") in _OF_MEMBERS and entry.get("target_id")]
    return {int(entry["target_id"]): entry for entry in about}


def member_event(bot_id: int, guild: discord.Guild, entry: Payload, member: Payload) -> Event | None:
    """Return how a member is now, as an event of the moment at which somebody changed them last."""
    try:
        return members.updated(members.read_member(member), None, _scene(bot_id, guild, entry))
    except _MALFORMED:
        return None


def _scene(bot_id: int, guild: discord.Guild, payload: Payload) -> Scene:
    return Scene(
        guild_id=Snowflake(guild.id),
        bot_id=Snowflake(bot_id),
        guild=RememberedGuild(guild),
        now=created_ms(int(payload["id"])),
        is_synced=True,
    )


def _derived(entry: Payload, scene: Scene) -> Sequence[Event]:
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
        case Action.ROLE_UPDATE:
            return _some(role_updated(entry, scene))
        case Action.CHANNEL_UPDATE | (
            Action.CHANNEL_OVERWRITE_CREATE | Action.CHANNEL_OVERWRITE_UPDATE | Action.CHANNEL_OVERWRITE_DELETE
        ) as action:
            return _some(channel_updated(entry, scene, of_permissions=action in _OF_OVERWRITES))
        case Action.MEMBER_KICK | Action.MEMBER_BAN_ADD | Action.MEMBER_BAN_REMOVE:
            return _departure(entry, scene)
        case _:
            return []


def _some(event: Event | None) -> Sequence[Event]:
    return [] if event is None else [event]


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
