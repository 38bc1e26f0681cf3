"""Discord's audit log as people see it."""

from datetime import datetime
from typing import Any

import msgspec

from shared.features.members.people import Person
from shared.kernel.snowflakes import Snowflake


class LoggedChange(msgspec.Struct, frozen=True, kw_only=True):
    """A field as it was and as it is, in Discord's own form; ids and permissions are texts."""

    key: str
    before: Any
    after: Any


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """`action_type` is Discord's number, `target_id` may be no snowflake; `options` are as Discord has them."""

    id: Snowflake
    at: datetime
    action_type: int
    user_id: Snowflake | None
    target_id: str | None
    reason: str | None
    changes: list[LoggedChange]
    options: dict[str, Any]


class LogPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first, with the users that the entries name. Discord keeps 45 days."""

    items: list[LogEntry]
    users: list[Person]
    next_cursor: str | None
