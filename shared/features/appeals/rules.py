"""Pure decisions about appeals: what a person sees of a case, what they may say to it, and what may come of it."""

from datetime import datetime
from typing import Final

from shared.features.appeals.model import MAX_TEXT, OwnCase, ShownAppeal, ShownEvidence, ShownNote
from shared.features.cases.model import Appeal, AppealState, Case, CaseKind, CaseState, EndedBy
from shared.features.enforcement.model import TimeoutEndAct, UnbanAct
from shared.features.enforcement.settings import EnforcementSettings
from shared.kernel.errors import ConflictError, NotFoundError, PermissionMissingError
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake
from shared.kernel.texts import cleaned

_TAKEN_BACK: Final = (EndedBy.LIFTED, EndedBy.UNDONE)


def is_shown(case: Case, user_id: Snowflake, settings: EnforcementSettings) -> bool:
    """Tell whether somebody sees a case: their own, done, not hidden, in a guild that hears appeals.

    What they have appealed to, they go on seeing where the guild stops to hear any.
    """
    return (
        case.user is not None
        and case.user.user_id == user_id
        and case.kind is not CaseKind.NOTE
        and case.state is CaseState.DONE
        and not case.hidden
        and case.deleted_at is None
        and (settings.appeals or case.appeal is not None)
    )


def may_appeal(case: Case, settings: EnforcementSettings) -> bool:
    """Tell whether a case that somebody sees can be appealed: once, and not where it was taken back already."""
    is_over = case.ending is not None and case.ending.why in _TAKEN_BACK
    return settings.appeals and case.kind in settings.appeal_kinds and case.appeal is None and not is_over


def check_appeal(case: Case, user_id: Snowflake, settings: EnforcementSettings) -> None:
    """Raise `NotFoundError` for a case that they do not see, `ConflictError` for one that cannot be appealed."""
    if not is_shown(case, user_id, settings):
        raise NotFoundError
    if case.appeal is not None:
        raise ConflictError("You have appealed to this already.", details={"problem": "appealed"})
    if not may_appeal(case, settings):
        raise ConflictError("This cannot be appealed.", details={"problem": "not_appealable"})


def check_answer(case: Case, user_id: Snowflake) -> Appeal:
    """Return the appeal; raise `NotFoundError` where there is none, `PermissionMissingError` where it is one's own."""
    if case.appeal is None or case.deleted_at is not None:
        raise NotFoundError("There is no appeal to answer.")
    if case.user is not None and case.user.user_id == user_id:
        raise PermissionMissingError("Nobody answers their own appeal.", details={"who": "you", "own": True})
    return case.appeal


def check_text(field: str, text: str) -> str:
    """Return what is kept of a text; raise `InvalidInputError` where that is nothing, or too much."""
    kept = cleaned(text)
    refuse({field: None if kept else Problem.TOO_SHORT})
    refuse({field: Problem.TOO_LONG if len(kept) > MAX_TEXT else None})
    return kept


def is_running(case: Case, now: datetime) -> bool:
    """Tell whether there is something left that could be lifted."""
    return case.ending is None and (case.expires_at is None or case.expires_at > now)


def lifting_act(case: Case) -> UnbanAct | TimeoutEndAct | None:
    """Return what ends a ban or a timeout; None of what nothing has to be done about at Discord."""
    if case.user is None:
        return None
    if case.kind is CaseKind.BAN:
        return UnbanAct(user_id=case.user.user_id, reason=f"Appeal to case {case.number} accepted")
    if case.kind is CaseKind.TIMEOUT:
        return TimeoutEndAct(user_id=case.user.user_id, reason=f"Appeal to case {case.number} accepted")
    return None


def is_liftable(case: Case, now: datetime) -> bool:
    return case.kind in (CaseKind.BAN, CaseKind.TIMEOUT, CaseKind.WARN) and is_running(case, now)


def as_shown(case: Case, settings: EnforcementSettings) -> OwnCase:
    ending = case.ending
    return OwnCase(
        number=case.number,
        kind=case.kind,
        at=case.at,
        reason=case.reason,
        expires_at=case.expires_at,
        ended_at=ending.at if ending else None,
        ended=ending.why if ending else None,
        moderator=case.moderator.name if case.moderator and settings.show_moderator else None,
        notes=[ShownNote(at=note.at, text=note.text) for note in case.notes if not note.hidden],
        evidence=[
            ShownEvidence(id=each.id, kind=each.kind, at=each.at, title=each.title, url=each.url)
            for each in case.evidence
            if not each.hidden
        ],
        appeal=_appeal_as_shown(case.appeal),
        may_appeal=may_appeal(case, settings),
    )


def _appeal_as_shown(appeal: Appeal | None) -> ShownAppeal | None:
    if appeal is None:
        return None
    return ShownAppeal(
        at=appeal.at,
        text=appeal.text,
        state=appeal.state,
        answer=appeal.answer,
        answered_at=appeal.answered_at,
    )


def is_same_answer(appeal: Appeal, user_id: Snowflake, state: AppealState, text: str) -> bool:
    """Tell whether this very person has given this very answer: who asks again wants to know what came of it."""
    by = appeal.answered_by
    return by is not None and (by.user_id, appeal.state, appeal.answer) == (user_id, state, text)
