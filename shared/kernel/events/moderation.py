"""The data of audit log entries and of Discord's own AutoMod."""

import msgspec

from shared.kernel.events.messages import MessageChannel
from shared.kernel.snowflakes import Snowflake


class AuditLogChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One changed field; what it was and what it is are JSON texts, None where it was or is nothing, or too long."""

    key: str
    old: str | None = None
    new: str | None = None


class AuditLogEntryData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`action` is Discord's number (discord.com/developers/docs/resources/audit-log#audit-log-events).

    `target_id` is of a user, role, channel… as the action has it; `reason` is what whoever did it gave as such;
    `by_bot`: it was a bot that was added to the guild as one; `credited_id` is the person behind it, where it says so.
    """

    entry_id: Snowflake
    action: int
    user_id: Snowflake | None = None
    target_id: str | None = None
    reason: str | None = None
    changes: list[AuditLogChange] = []
    options: dict[str, str] = {}
    by_bot: bool = False
    credited_id: Snowflake | None = None


class AutomodExecutionData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule did something about what a person wrote, which is `content`; `matched_content` is the offending part.

    `action` and `trigger` are Discord's numbers; `seconds` how long a timeout lasts; `message_id` is None where the
    message was blocked.
    """

    rule_id: Snowflake
    trigger: int
    action: int
    user_id: Snowflake
    channel: MessageChannel | None = None
    message_id: Snowflake | None = None
    alert_message_id: Snowflake | None = None
    seconds: int | None = None
    matched_keyword: str | None = None
    content: str | None = None
    matched_content: str | None = None
    truncated: bool = False
