"""Carries an act out once: its case is opened first, and whatever interrupts it, the same key goes on from there."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.cases.changes import Settled
from shared.features.cases.model import Case, CaseKind, CaseSource, CaseState, Named, NewCase
from shared.features.enforcement import checks
from shared.features.enforcement.carrying import Carrying
from shared.features.enforcement.clocks import Clocks
from shared.features.enforcement.deeds import STEPS, DeedStep
from shared.features.enforcement.model import AnyAct, NoteAct
from shared.features.enforcement.notification import TOLD_BEFORE, Notification
from shared.features.enforcement.plans import Plan, details_of, expiry_of, is_told, kind_of
from shared.features.enforcement.ports import Cases
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.enforcement.sights import Sight, Sights
from shared.features.timers.model import TimerView
from shared.kernel.errors import (
    AppError,
    ConflictError,
    DiscordApiError,
    DiscordTokenRejectedError,
    KeyReusedError,
)
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, on whose word; `author` is named. `until`: the very moment, where the act tells seconds."""

    author: Author
    act: AnyAct
    source: CaseSource
    key: str
    cause: int | None = None
    job_id: str | None = None
    until: datetime | UnsetType = UNSET

    @property
    def moderator(self) -> Named:
        return Named(user_id=self.author.user_id, name=self.author.name or "")


class Acting:
    def __init__(
        self, cases: Cases, sights: Sights, carrying: Carrying, clocks: Clocks, notification: Notification
    ) -> None:
        self._cases = cases
        self._sights = sights
        self._carrying = carrying
        self._clocks = clocks
        self._notification = notification

    def begin(self, order: Order, settings: EnforcementSettings) -> Case:
        """Check an act, open its case and carry it out; raise what its rules do, or Discord's client.

        What is refused before it was begun leaves no case, what Discord refuses a failed one. Where nobody knows what
        came of it the case stays pending, and so it does where we or Discord were too busy: the same key goes on.
        """
        sight = self._sights.of(order.author.guild_id, order.author.user_id, order.act)
        checks.require(sight.scene, sight.standing, order.act)
        checks.require_sense(sight, order.act)
        case = self._cases.open(_new_case(order, sight, settings), key=order.key)
        if case.state is CaseState.DONE:
            return case
        return self._go_on(_plan(order, sight, case), STEPS[case.kind], settings)

    def resume(self, order: Order, case: Case, settings: EnforcementSettings) -> Case:
        """Do what is left of an act whose case was opened before, after a look at Discord.

        Raise `KeyReusedError` where it is another act's, `ConflictError` where it failed, or as `begin` does.
        """
        if case.user is None or (case.kind, case.user.user_id) != (kind_of(order.act), order.act.user_id):
            raise KeyReusedError
        if case.state is CaseState.FAILED:
            raise ConflictError("This was tried, and failed.", details={"case": case.number, "code": case.code})
        if case.state is CaseState.DONE:
            return case
        sight = self._sights.of(order.author.guild_id, order.author.user_id, order.act)
        plan = _plan(order, sight, case)
        steps = self._carrying.steps_left(plan)
        if steps and steps == STEPS[case.kind]:
            self._require_still(plan)
        return self._go_on(plan, steps, settings, was_told=case.kind in TOLD_BEFORE and not steps)

    def _require_still(self, plan: Plan) -> None:
        try:
            checks.require(plan.sight.scene, plan.sight.standing, plan.act)
        except AppError as error:
            self._settle(plan.case, CaseState.FAILED, code=error.code)
            raise

    def _go_on(
        self, plan: Plan, steps: Sequence[DeedStep], settings: EnforcementSettings, *, was_told: bool = False
    ) -> Case:
        notified: bool | None = None
        if plan.case.kind in TOLD_BEFORE and not was_told:
            notified = self._notification.tell(plan, settings)
        action_id = self._carried_out(plan, steps)
        if plan.case.kind not in TOLD_BEFORE:
            notified = self._notification.tell(plan, settings)
        details = {} if notified is None else {"notified": notified}
        return self._settle(plan.case, CaseState.DONE, action_id=action_id, details=details)

    def _carried_out(self, plan: Plan, steps: Sequence[DeedStep]) -> str | None:
        begun: list[TimerView] = []
        try:
            if plan.sight.ban is None:  # a ban that is there keeps its clock until it has another one
                begun = self._clocks.begin(plan.case, plan.role_ids)
            return self._done_to_stay(plan, steps)
        except AppError as error:
            if _is_final(error):
                self._clocks.give_up(plan.case, begun)
                self._settle(plan.case, CaseState.FAILED, code=error.code)
            raise

    def _done_to_stay(self, plan: Plan, steps: Sequence[DeedStep]) -> str | None:
        """Carry the steps out; ban anew whom an earlier ban's clock let in meanwhile.

        For Discord, to ban somebody who is banned changes nothing, not even the reason.
        """
        action_id = self._carrying.carry_out(plan, steps)
        if plan.case.kind is CaseKind.BAN and plan.sight.ban is not None:
            self._clocks.supersede(plan.case, ())
            self._clocks.begin(plan.case, ())
            if self._sights.of(plan.guild_id, plan.author.user_id, plan.act).ban is None:
                action_id = self._carrying.carry_out(plan, steps)
        return action_id

    def _settle(self, case: Case, state: CaseState, **said: Any) -> Case:
        try:
            return self._cases.change(case.guild_id, case.number, Settled(state=state, **said), case.moderator)
        except ConflictError:  # Discord's audit log has told it already
            return self._cases.get(case.guild_id, case.number)


def _new_case(order: Order, sight: Sight, settings: EnforcementSettings) -> NewCase:
    act, now = order.act, sight.scene.now
    says_itself = not STEPS[kind_of(act)] and not is_told(act, settings)  # the case is all that is done
    return NewCase(
        guild_id=order.author.guild_id,
        kind=kind_of(act),
        source=order.source,
        user=sight.named,
        moderator=order.moderator,
        reason=order.author.reason,
        at=now,
        state=CaseState.DONE if says_itself else CaseState.PENDING,
        expires_at=expiry_of(act, settings, now) if order.until is UNSET else order.until,
        hidden=act.hidden or isinstance(act, NoteAct),
        details=details_of(act, sight),
        cause=order.cause,
        job_id=order.job_id,
    )


def _plan(order: Order, sight: Sight, case: Case) -> Plan:
    """What roles change is as it was when the case was opened: some may have changed since by this very act."""
    role_ids = [Snowflake(int(role_id)) for role_id in case.details.get("role_ids", ())]
    author = replace(order.author, case=case.number)
    return Plan(author=author, act=order.act, sight=sight, case=case, role_ids=role_ids)


def _is_final(error: AppError) -> bool:
    """Tell whether trying again is of no use."""
    if isinstance(error, DiscordApiError):
        return not isinstance(error, DiscordTokenRejectedError)
    return error.status < 500 and error.status != 429
