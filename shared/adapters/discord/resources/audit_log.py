"""The guild's audit log (discord.com/developers/docs/resources/audit-log). Discord keeps it for 45 days."""

from typing import Any, Final

from shared.adapters.discord.client import QueryValue
from shared.adapters.discord.payloads import Decoder, Payload, id_text
from shared.adapters.discord.resources.resource import Resource
from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake

PAGE: Final = 100


class AuditLogChange(Payload, frozen=True, kw_only=True):
    """A value before and after; its type depends on the key."""

    key: str
    old_value: Any = None
    new_value: Any = None


class AuditLogEntry(Payload, frozen=True, kw_only=True):
    """`target_id` may be no snowflake (an invite's code)."""

    id: Snowflake
    action_type: int
    user_id: Snowflake | None = None
    target_id: str | None = None
    reason: str | None = None
    changes: tuple[AuditLogChange, ...] = ()
    options: dict[str, Any] | None = None


class AuditLog(Payload, frozen=True, kw_only=True):
    """A page, and the users that it names."""

    audit_log_entries: tuple[AuditLogEntry, ...] = ()
    users: tuple[User, ...] = ()


_log: Final = Decoder(AuditLog)


class AuditLogs(Resource):
    def page(
        self,
        guild_id: int,
        *,
        user_id: int | None = None,
        target_id: int | None = None,
        action_type: int | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = PAGE,
    ) -> AuditLog:
        """Return entries, the newest first; with `after`, the oldest first."""
        query: dict[str, QueryValue] = {
            "user_id": id_text(user_id),
            "target_id": id_text(target_id),
            "action_type": action_type,
            "before": id_text(before),
            "after": id_text(after),
            "limit": limit,
        }
        return self._read(_log, "/guilds/{guild_id}/audit-logs", query, guild_id=guild_id)
