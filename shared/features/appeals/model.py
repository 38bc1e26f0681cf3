"""Cases as the person whom they are about sees them, what they say to one, and what they are told."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from shared.features.cases.model import AppealState, Case, CaseKind, EndedBy, EvidenceKind
from shared.features.evidence.model import KeptMessage

MAX_TEXT: Final = 2_000

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class NewAppeal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Text


class AppealAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lift`, of an accepted one: end the ban or the timeout, or let the warn count no more."""

    decision: Decision
    answer: Text
    lift: bool = False


class ShownNote(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    text: str


class ShownEvidence(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: EvidenceKind
    at: datetime
    title: str
    url: str | None


class ShownAppeal(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal without who answered it."""

    at: datetime
    text: str
    state: AppealState
    answer: str | None
    answered_at: datetime | None


class OwnCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the person sees it; `moderator` is None where the guild does not say.

    `ended_at` and `ended`: since when, and why, it is over. `expires_at`: when it ends by itself.
    """

    number: int
    kind: CaseKind
    at: datetime
    reason: str | None
    expires_at: datetime | None
    ended_at: datetime | None
    ended: EndedBy | None
    moderator: str | None
    notes: list[ShownNote]
    evidence: list[ShownEvidence]
    appeal: ShownAppeal | None
    may_appeal: bool


class OwnCases(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first, at least one; `name` is the guild's (empty in a copy where nobody knows it any more).

    `how_to`: how it wants to be appealed to.
    """

    name: str
    how_to: str
    items: list[OwnCase]


class ShownContent(msgspec.Struct, frozen=True, kw_only=True):
    """Messages, or a `url`, which is a file's until `expires_at`; neither once the evidence is gone."""

    messages: list[KeptMessage]
    url: str | None
    expires_at: datetime | None


class AnsweredAppeal(msgspec.Struct, frozen=True, kw_only=True):
    """`lifted_by`: the case that ended what it was about; `lift_problem`: an error's code where that went wrong.

    `notified`: whether the person could be told by direct message.
    """

    case: Case
    lifted_by: Case | None
    lift_problem: str | None
    notified: bool
