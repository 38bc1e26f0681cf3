"""A warn ladder tried on what has happened already."""

from datetime import datetime
from enum import IntEnum

import msgspec

from shared.features.cases.model import Named
from shared.features.enforcement.settings import Ladder, StepKind


class TrialDays(IntEnum):
    QUARTER = 90
    YEAR = 365


class LadderTrial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`days`: how far back the guild's own warns are looked through."""

    ladder: Ladder
    days: TrialDays = TrialDays.QUARTER


class Firing(msgspec.Struct, frozen=True, kw_only=True):
    """What a step would have done after the warn of this number, which was the `warns`th that counted."""

    case: int
    at: datetime
    user: Named
    warns: int
    kind: StepKind
    seconds: int | None


class LadderReport(msgspec.Struct, frozen=True, kw_only=True):
    """`firings`: newest first, `total` of them, of which the latest are listed.

    `warns` were looked through, from `since` on; `complete` is False where there are more than are looked through.
    """

    since: datetime
    warns: int
    complete: bool
    total: int
    firings: list[Firing]
