"""Which sanctions are over because of another act. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from shared.features.cases.model import Case, CaseKind, CaseState, EndedBy

_ENDS: Final = {
    CaseKind.TIMEOUT: {CaseKind.TIMEOUT: EndedBy.SUPERSEDED},
    CaseKind.TIMEOUT_END: {CaseKind.TIMEOUT: EndedBy.LIFTED},
    CaseKind.BAN: {CaseKind.BAN: EndedBy.SUPERSEDED},
    CaseKind.UNBAN: {CaseKind.BAN: EndedBy.LIFTED},
    CaseKind.ROLES_GIVE: {CaseKind.ROLES_GIVE: EndedBy.SUPERSEDED, CaseKind.ROLES_TAKE: EndedBy.LIFTED},
    CaseKind.ROLES_TAKE: {CaseKind.ROLES_TAKE: EndedBy.SUPERSEDED, CaseKind.ROLES_GIVE: EndedBy.LIFTED},
}
_OF_ROLES: Final = frozenset({CaseKind.ROLES_GIVE, CaseKind.ROLES_TAKE})


class Over(msgspec.Struct, frozen=True, kw_only=True):
    case: int
    why: EndedBy


def may_end_something(kind: CaseKind) -> bool:
    return kind in _ENDS


def ended_by(kind: CaseKind, role_ids: Iterable[str], cases: Iterable[Case], at: datetime) -> list[Over]:
    """Return whose sanction an act of this kind takes the place of; roles count only where all of them are touched."""
    reasons, touched = _ENDS.get(kind, {}), set(role_ids)
    return [
        Over(case=case.number, why=reasons[case.kind])
        for case in cases
        if case.kind in reasons and _is_running(case, at) and (case.kind not in _OF_ROLES or _roles(case) <= touched)
    ]


def _is_running(case: Case, at: datetime) -> bool:
    if case.state is not CaseState.DONE or case.ending is not None:
        return False
    if case.expires_at is None:
        return case.kind is CaseKind.BAN  # timeouts always end, and roles that were given for good do not run
    return case.expires_at > at


def _roles(case: Case) -> set[str]:
    return set(case.details.get("role_ids", ()))
