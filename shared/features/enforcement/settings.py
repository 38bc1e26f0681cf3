"""How a guild moderates: whom it tells, how long warns count, and what they lead to."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

from shared.features.actions.authors import Why
from shared.features.cases.model import CaseKind

FEATURE: Final = "enforcement"
MAX_STEPS: Final = 20
MAX_TEMPLATES: Final = 50
MAX_APPEAL_TEXT: Final = 1_000

Warns = Annotated[int, msgspec.Meta(ge=1, le=50)]
Days = Annotated[int, msgspec.Meta(ge=1, le=3_650)]
Seconds = Annotated[int, msgspec.Meta(ge=60, le=5 * 366 * 86_400)]
DeleteSeconds = Annotated[int, msgspec.Meta(ge=0, le=604_800)]  # as long as Discord deletes what a banned user wrote


class StepKind(StrEnum):
    """What warns may lead to; the values are those of `CaseKind`."""

    TIMEOUT = "timeout"
    KICK = "kick"
    BAN = "ban"
    SOFTBAN = "softban"


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `warns`th warn within so many days leads to this. A timeout needs `seconds`; a ban without is for good."""

    warns: Warns
    within_days: Days
    kind: StepKind
    seconds: Seconds | None = None
    delete_message_seconds: DeleteSeconds = 0


class Template(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reason that moderators need not type; `seconds` where the act has a duration."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    kind: CaseKind
    reason: Why
    seconds: Seconds | None = None


Ladder = Annotated[list[Step], msgspec.Meta(max_length=MAX_STEPS)]


def _sanctions() -> list[CaseKind]:
    return [CaseKind.WARN, CaseKind.TIMEOUT, CaseKind.KICK, CaseKind.BAN, CaseKind.SOFTBAN]


class EnforcementSettings(msgspec.Struct, frozen=True, kw_only=True):
    notify: Annotated[
        list[CaseKind],
        msgspec.Meta(
            max_length=len(CaseKind),
            title="Tell people",
            description="Who is warned, timed out, kicked or banned gets a direct message that says why.",
        ),
    ] = msgspec.field(default_factory=_sanctions)
    show_moderator: Annotated[
        bool,
        msgspec.Meta(title="Name the moderator", description="Messages and appeals say who the moderator was."),
    ] = False
    warn_days: Annotated[
        Days | None,
        msgspec.Meta(title="Days that a warn counts", description="Empty: a warn counts until somebody ends it."),
    ] = None
    ladder: Annotated[
        Ladder,
        msgspec.Meta(title="Warn ladder", description="What so many warns within so many days lead to."),
    ] = []
    templates: Annotated[
        list[Template],
        msgspec.Meta(max_length=MAX_TEMPLATES, title="Reasons", description="Reasons to choose from."),
    ] = []
    two_person: Annotated[
        bool,
        msgspec.Meta(
            title="Two people for bulk actions",
            description="Bulk actions and purges wait until a second moderator approves them.",
        ),
    ] = False
    appeals: Annotated[
        bool,
        msgspec.Meta(title="Appeals", description="People may appeal once against what was done to them."),
    ] = False
    appeal_kinds: Annotated[
        list[CaseKind],
        msgspec.Meta(max_length=len(CaseKind), title="What may be appealed", description="The kinds of cases."),
    ] = msgspec.field(default_factory=_sanctions)
    appeal_text: Annotated[
        str,
        msgspec.Meta(
            max_length=MAX_APPEAL_TEXT,
            title="How to appeal",
            description="Goes into direct messages, before the link to the page for appeals.",
        ),
    ] = ""
    import_from_discord: Annotated[
        bool,
        msgspec.Meta(
            title="Cases from Discord",
            description="What moderators do in Discord itself, or by another bot, becomes a case as well.",
        ),
    ] = True
