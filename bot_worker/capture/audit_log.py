"""Entries of the guild's audit log: who did what, and why."""

from typing import Any, Final

import msgspec

from bot_worker.capture.drafts import encoded, make
from bot_worker.capture.payloads import created_ms, read
from bot_worker.capture.scene import Scene
from shared.kernel.attribution import read_credit, read_stamp
from shared.kernel.event_ids import once_id
from shared.kernel.events import AuditLogChange, AuditLogEntryData, Event, EventType
from shared.kernel.snowflakes import Snowflake

MOST_CHANGES: Final = 25
LONGEST_VALUE: Final = 512  # characters: an AutoMod rule's 1,000 keywords are for the rule's own page


class Change(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    old_value: Any = None
    new_value: Any = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_AUDIT_LOG_ENTRY_CREATE."""

    id: Snowflake
    action_type: int
    user_id: Snowflake | None = None
    target_id: str | None = None
    reason: str | None = None
    changes: list[Change] = []
    options: dict[str, Any] | None = None


def created(payload: dict[str, Any], scene: Scene) -> Event:
    entry = read(payload, Entry)
    options = entry.options or {}
    by_bot = entry.user_id is not None and scene.guild.is_bot(entry.user_id)
    data = AuditLogEntryData(
        entry_id=entry.id,
        action=entry.action_type,
        user_id=entry.user_id,
        target_id=entry.target_id,
        reason=entry.reason,
        changes=[
            AuditLogChange(key=change.key, old=_text(change.old_value), new=_text(change.new_value))
            for change in entry.changes[:MOST_CHANGES]
        ],
        options={name: str(value) for name, value in options.items()},
        by_bot=by_bot,
        credited_id=_credited(entry.reason) if by_bot else None,
    )
    event_id = once_id(EventType.AUDIT_LOG_ENTRY, entry.id)
    return make(EventType.AUDIT_LOG_ENTRY, event_id, scene, data, user_id=entry.user_id, at=created_ms(entry.id))


def _credited(reason: str | None) -> Snowflake | None:
    """Say whom a bot acted for while its reason is there: it is not stored with the event."""
    found = read_stamp(reason) or read_credit(reason)
    return None if found is None else found.user_id


def _text(value: Any) -> str | None:
    if value is None:
        return None
    text = encoded(value).decode()
    return text if len(text) <= LONGEST_VALUE else None
