"""What can happen to a case; each is one entry of the guild's log."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.cases.model import AppealState, CaseNote, CaseState, Ending, Evidence, NewCase
from shared.kernel.snowflakes import Snowflake


class Opened(msgspec.Struct, frozen=True, kw_only=True, tag="opened", tag_field="what"):
    case: NewCase


class Settled(msgspec.Struct, frozen=True, kw_only=True, tag="settled", tag_field="what", omit_defaults=True):
    """What came of it; `details` are added to the case's, replacing those of the same name."""

    state: CaseState
    code: str | None = None
    action_id: str | None = None
    audit_entry_id: Snowflake | None = None
    details: dict[str, Any] = {}


class Edited(msgspec.Struct, frozen=True, kw_only=True, tag="edited", tag_field="what", omit_defaults=True):
    reason: str | UnsetType | None = UNSET
    hidden: bool | UnsetType = UNSET
    expires_at: datetime | UnsetType | None = UNSET
    links: list[int] | UnsetType = UNSET


class NoteAdded(msgspec.Struct, frozen=True, kw_only=True, tag="note_added", tag_field="what"):
    note: CaseNote


class NoteEdited(msgspec.Struct, frozen=True, kw_only=True, tag="note_edited", tag_field="what"):
    id: str
    text: str
    hidden: bool


class NoteRemoved(msgspec.Struct, frozen=True, kw_only=True, tag="note_removed", tag_field="what"):
    id: str


class EvidenceAdded(msgspec.Struct, frozen=True, kw_only=True, tag="evidence_added", tag_field="what"):
    evidence: Evidence


class EvidenceRemoved(msgspec.Struct, frozen=True, kw_only=True, tag="evidence_removed", tag_field="what"):
    id: str


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended", tag_field="what"):
    """The sanction is over, or the warn counts no more."""

    ending: Ending


class Deleted(msgspec.Struct, frozen=True, kw_only=True, tag="deleted", tag_field="what"):
    """Put into the recycle bin."""


class Restored(msgspec.Struct, frozen=True, kw_only=True, tag="restored", tag_field="what"):
    """Taken out of the recycle bin."""


class Appealed(msgspec.Struct, frozen=True, kw_only=True, tag="appealed", tag_field="what"):
    text: str


class AppealAnswered(msgspec.Struct, frozen=True, kw_only=True, tag="appeal_answered", tag_field="what"):
    state: AppealState
    answer: str


class Erased(msgspec.Struct, frozen=True, kw_only=True, tag="erased", tag_field="what"):
    """Somebody's name, or what they wrote, was taken out of earlier entries, whose bodies now have these digests.

    By place in the log, in hexadecimal.
    """

    digests: dict[str, str]


CaseChange = (
    Settled
    | Edited
    | NoteAdded
    | NoteEdited
    | NoteRemoved
    | EvidenceAdded
    | EvidenceRemoved
    | Ended
    | Deleted
    | Restored
    | Appealed
    | AppealAnswered
    | Erased
)
"""Whatever may happen after the opening."""
