"""One action, from its intention to its outcome."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from shared.kernel.snowflakes import Snowflake


class ActionKind(StrEnum):
    CHANNEL_CREATE = "channel_create"
    CHANNEL_EDIT = "channel_edit"
    CHANNEL_MOVE = "channel_move"
    CHANNEL_DELETE = "channel_delete"
    OVERWRITE_EDIT = "overwrite_edit"
    OVERWRITE_DELETE = "overwrite_delete"
    LOCK = "lock"
    UNLOCK = "unlock"
    ROLE_CREATE = "role_create"
    ROLE_EDIT = "role_edit"
    ROLE_MOVE = "role_move"
    ROLE_DELETE = "role_delete"
    MEMBER_EDIT = "member_edit"
    MEMBER_ROLE_ADD = "member_role_add"
    MEMBER_ROLE_REMOVE = "member_role_remove"
    MEMBER_TIMEOUT = "member_timeout"
    MEMBER_KICK = "member_kick"
    BAN = "ban"
    UNBAN = "unban"
    MESSAGE_SEND = "message_send"
    MESSAGE_DELETE = "message_delete"
    MESSAGE_DELETE_BULK = "message_delete_bulk"
    INVITE_CREATE = "invite_create"
    INVITE_DELETE = "invite_delete"
    WEBHOOK_CREATE = "webhook_create"
    WEBHOOK_EDIT = "webhook_edit"
    WEBHOOK_DELETE = "webhook_delete"


class TargetKind(StrEnum):
    GUILD = "guild"
    CHANNEL = "channel"
    ROLE = "role"
    USER = "user"
    MESSAGE = "message"
    INVITE = "invite"
    WEBHOOK = "webhook"


class Outcome(StrEnum):
    """A pending action that stays so was interrupted: what came of it, Discord's audit log tells."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is Discord's: a snowflake, or an invite's code; `name` as it was called then, where it has a name."""

    kind: TargetKind
    id: str
    name: str | None = None


class Intention(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is about to do; `before` holds the fields that it will change. Never message content.

    `case` is the number of the case that it belongs to, `job_id` names the job of many cases; `undoes` is the id of the
    action that it takes back.
    """

    guild_id: Snowflake
    actor_id: Snowflake
    actor_name: str | None = None
    case: int | None = None
    job_id: str | None = None
    undoes: str | None = None
    kind: ActionKind
    target: Target
    reason: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Action(Intention, frozen=True, kw_only=True):
    """`id` is a ULID of its moment; `code` says why it failed; `undone_by` is the action that takes it back."""

    id: str
    at: datetime
    request_id: str
    outcome: Outcome
    code: str | None = None
    undone_by: str | None = None


class ActionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first. A page may hold fewer than asked for and still have a next one, where a filter leaves out much."""

    items: list[Action]
    next_cursor: str | None
