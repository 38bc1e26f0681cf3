"""What an act would do, said beforehand."""

from datetime import datetime
from typing import Final

from shared.features.actions.authors import Author
from shared.features.cases.model import Case, CaseKind
from shared.features.enforcement import checks
from shared.features.enforcement.endings import ended_by
from shared.features.enforcement.ladders import Ladders
from shared.features.enforcement.model import ActPreview, AnyAct, BanAct, LadderStep, SoftbanAct, WarnAct
from shared.features.enforcement.notification import Notification
from shared.features.enforcement.plans import expiry_of, kind_of, roles_changed
from shared.features.enforcement.ports import Cases
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.enforcement.sights import Sight, Sights
from shared.features.members.people import person_of
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.kernel.errors import AppError, NotFoundError

_FINAL: Final = frozenset({CaseKind.KICK, CaseKind.SOFTBAN})
COUNTED: Final = 100  # of the cases about somebody


class Previews:
    def __init__(self, cases: Cases, sights: Sights, notification: Notification, ladders: Ladders) -> None:
        self._cases = cases
        self._sights = sights
        self._notification = notification
        self._ladders = ladders

    def of(self, author: Author, act: AnyAct, settings: EnforcementSettings, now: datetime) -> ActPreview:
        """Raise what Discord's client raises; whatever the act itself would raise is among the answer's refusals."""
        theirs = self._cases.of_user(author.guild_id, act.user_id, limit=COUNTED)
        try:
            sight = self._sights.of(author.guild_id, author.user_id, act)
        except NotFoundError as error:
            return _of_nobody(act, refusal_of(error), theirs)
        until = expiry_of(act, settings, now)
        notice = self._notification.foreseen(act, sight, settings, author, until)
        kind, role_ids = kind_of(act), [str(role_id) for role_id in roles_changed(act, sight)]
        return ActPreview(
            user=person_of(sight.user),
            member=sight.member is not None,
            refusals=_refusals(sight, act),
            until=until,
            notice=notice,
            ladder=self._step(author, act, settings, now),
            ends=sorted(each.case for each in ended_by(kind, role_ids, theirs, now)),
            undoable=kind not in _FINAL,
            irreversible=_irreversible(act, sight, notice),
            previous_cases=len(theirs),
        )

    def _step(self, author: Author, act: AnyAct, settings: EnforcementSettings, now: datetime) -> LadderStep | None:
        if not isinstance(act, WarnAct):
            return None
        step = self._ladders.next_step(settings.ladder, author.guild_id, act.user_id, now)
        return None if step is None else LadderStep(warns=step.warns, kind=CaseKind(step.kind), seconds=step.seconds)


def _of_nobody(act: AnyAct, refusal: Refusal, theirs: list[Case]) -> ActPreview:
    return ActPreview(
        user=None,
        member=False,
        refusals=[refusal],
        until=None,
        notice=None,
        ladder=None,
        ends=[],
        undoable=kind_of(act) not in _FINAL,
        irreversible=[],
        previous_cases=len(theirs),
    )


def _refusals(sight: Sight, act: AnyAct) -> list[Refusal]:
    try:
        checks.require(sight.scene, sight.standing, act)
        checks.require_sense(sight, act)
    except AppError as error:
        return [refusal_of(error)]
    return []


def _irreversible(act: AnyAct, sight: Sight, notice: str | None) -> list[str]:
    kind = kind_of(act)
    until = sight.member.communication_disabled_until if sight.member else None
    found = {
        "messages_deleted": isinstance(act, BanAct | SoftbanAct) and act.delete_message_seconds > 0,
        "member_removed": sight.member is not None and kind in _FINAL | {CaseKind.BAN},
        "timeout_overwritten": kind is CaseKind.TIMEOUT and until is not None and until > sight.scene.now,
        "message_sent": notice is not None,
    }
    return [code for code, so in found.items() if so]
