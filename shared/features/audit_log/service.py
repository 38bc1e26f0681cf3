"""Read a guild's audit log at Discord."""

from collections.abc import Callable
from typing import Final

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.audit_log import AuditLogEntry, AuditLogs
from shared.features.audit_log.model import LogEntry, LoggedChange, LogPage
from shared.features.members.people import person_of
from shared.features.snapshots.rules import require_of_bot
from shared.features.snapshots.service import Scenes
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake, created_at

# What lets its holder act: Discord tells the bot of some, and nobody else is to have them.
_SECRET: Final = frozenset({"token", "url", "secret"})


class AuditLogService:
    """Raises `PermissionMissingError` where the bot may not read it, and what Discord's client does."""

    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient]) -> None:
        self._scenes = scenes
        self._client = client

    def page(
        self,
        guild_id: Snowflake,
        author_id: Snowflake,
        *,
        user_id: Snowflake | None,
        target_id: Snowflake | None,
        action_type: int | None,
        before: Snowflake | None,
        limit: int,
    ) -> LogPage:
        """Return entries, the newest first; all filters that are given must hold."""
        require_of_bot(self._scenes.of(guild_id, author_id), Permission.VIEW_AUDIT_LOG)
        log = AuditLogs(self._client()).page(
            guild_id, user_id=user_id, target_id=target_id, action_type=action_type, before=before, limit=limit
        )
        entries = log.audit_log_entries
        return LogPage(
            items=[_entry(entry) for entry in entries],
            users=[person_of(user) for user in log.users],
            next_cursor=str(entries[-1].id) if len(entries) == limit else None,
        )


def _entry(entry: AuditLogEntry) -> LogEntry:
    return LogEntry(
        id=entry.id,
        at=created_at(entry.id),
        action_type=entry.action_type,
        user_id=entry.user_id,
        target_id=entry.target_id,
        reason=entry.reason,
        changes=[
            LoggedChange(key=change.key, before=change.old_value, after=change.new_value)
            for change in entry.changes
            if change.key not in _SECRET
        ],
        options=entry.options or {},
    )
