"""A case: what was done to whom, by whom and why, with all that belongs to it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec

from shared.kernel.snowflakes import Snowflake

MAX_REASON: Final = 400  # as of `Why`: what Discord's audit log holds, with the author's name before it
MAX_NOTE: Final = 2_000
MAX_NOTES: Final = 100
MAX_EVIDENCE: Final = 50
MAX_LINKS: Final = 50

Number = Annotated[int, msgspec.Meta(ge=1, lt=10**12)]


class CaseKind(StrEnum):
    NOTE = "note"
    WARN = "warn"
    TIMEOUT = "timeout"
    TIMEOUT_END = "timeout_end"
    KICK = "kick"
    BAN = "ban"
    SOFTBAN = "softban"
    UNBAN = "unban"
    NICK = "nick"
    ROLES_GIVE = "roles_give"
    ROLES_TAKE = "roles_take"
    PURGE = "purge"


class CaseState(StrEnum):
    """A case is opened before anything is done; one that stays pending was interrupted."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class CaseSource(StrEnum):
    """Where it was done: in the browser, by slash command, by a job, by the warn ladder, by a clock, or in Discord."""

    WEB = "web"
    COMMAND = "command"
    JOB = "job"
    LADDER = "ladder"
    TIMER = "timer"
    DISCORD = "discord"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A user as they were called then."""

    user_id: Snowflake
    name: str


class CaseNote(msgspec.Struct, frozen=True, kw_only=True):
    """`hidden`: the person whom the case is about never sees it. `id` is a ULID."""

    id: str
    at: datetime
    author: Named
    text: str
    hidden: bool
    edited_at: datetime | None = None


class EvidenceKind(StrEnum):
    MESSAGE = "message"
    LINK = "link"
    FILE = "file"


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`id` is a ULID. What a message said, and a file's bytes, are kept apart, sealed; `sha256` is theirs, in hex."""

    id: str
    kind: EvidenceKind
    at: datetime
    author: Named
    hidden: bool = True
    title: str = ""
    url: str | None = None
    channel_id: Snowflake | None = None
    message_id: Snowflake | None = None
    size: int | None = None
    content_type: str | None = None
    sha256: str | None = None


class EndedBy(StrEnum):
    """Why a sanction, or a warn's weight, is over before anybody looked."""

    EXPIRED = "expired"
    LIFTED = "lifted"
    SUPERSEDED = "superseded"
    UNDONE = "undone"


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """`by` is None where a clock ended it; `case` is the number of the case that did it, where one did."""

    at: datetime
    why: EndedBy
    by: Named | None = None
    case: int | None = None


class AppealState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """What the person says to a case, once, and what they were answered."""

    at: datetime
    text: str
    state: AppealState = AppealState.OPEN
    answer: str | None = None
    answered_by: Named | None = None
    answered_at: datetime | None = None


class NewCase(msgspec.Struct, frozen=True, kw_only=True):
    """What a case is opened with. `moderator` is None where nobody knows who it was; `user` of a purge of many is None.

    `details` depends on the kind, never message content: `role_ids`, `nick`, `before`, `delete_message_seconds`,
    `channel_ids`, `deleted`. `expires_at`: the sanction ends then, or the warn counts no more.
    """

    guild_id: Snowflake
    kind: CaseKind
    source: CaseSource
    user: Named | None
    moderator: Named | None
    reason: str | None = None
    at: datetime
    state: CaseState = CaseState.PENDING
    expires_at: datetime | None = None
    hidden: bool = False
    details: dict[str, Any] = {}
    cause: int | None = None
    job_id: str | None = None
    audit_entry_id: Snowflake | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it is now: what it was opened with, and what came after.

    `revision` counts its changes from 1; `entries` are their places in the guild's log. `cause` is the number of the
    case that led to this one; `code` says why a failed one failed; `action_id` names the action that can be undone.
    """

    guild_id: Snowflake
    number: int
    revision: int
    entries: list[int]
    kind: CaseKind
    source: CaseSource
    state: CaseState
    user: Named | None
    moderator: Named | None
    reason: str | None
    at: datetime
    expires_at: datetime | None
    hidden: bool
    details: dict[str, Any]
    cause: int | None
    job_id: str | None
    audit_entry_id: Snowflake | None
    code: str | None
    action_id: str | None
    notes: list[CaseNote]
    evidence: list[Evidence]
    links: list[int]
    ending: Ending | None
    appeal: Appeal | None
    deleted_at: datetime | None
