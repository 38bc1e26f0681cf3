"""Draw the consequences of what the audit log tells: cases opened or settled, clocks that have nothing left to do."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Final

from shared.features.cases.changes import Ended, Settled
from shared.features.cases.model import Case, CaseKind, CaseState, EndedBy, Ending, Named
from shared.features.cases.service import MOST_AT_ONCE
from shared.features.imports.model import Deed
from shared.features.imports.ports import Actions, Cases, NameOf, Timers, Wanted
from shared.features.imports.rules import deeds_of, ends_by, makes_case, names_in, new_case, overrules
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

LOOKED_THROUGH: Final = 25  # of a user's cases, for what is over now
ACTIONS_OF_CASE: Final = 10  # of a user's last actions, for the one of a case


class AuditImports:
    """Everything is as good twice as once: a batch that comes again, or an entry that two workers bring."""

    def __init__(
        self,
        cases: Cases,
        timers: Timers,
        actions: Actions,
        wanted: Wanted,
        name_of: NameOf,
    ) -> None:
        self._cases = cases
        self._timers = timers
        self._actions = actions
        self._wanted = wanted
        self._name_of = name_of

    def apply(self, events: Sequence[Event], bot_id: Snowflake, go_on: Callable[[], None]) -> int:
        """Go through what events tell, oldest first; return how many cases were opened or settled.

        `go_on` is asked before each step, and raises when time is up. Raise `StoreUnavailableError`.
        """
        deeds = list(deeds_of(events, bot_id))
        names = names_in(events) if deeds else {}
        done = 0
        for guild_id, theirs in groupby(deeds, key=lambda deed: deed.guild_id):
            for some in _runs(list(theirs)):
                go_on()
                done += self._import(guild_id, some, names) if makes_case(some[0]) else self._follow(some, go_on)
        if done:
            log.info("audit_log.imported", extra={"cases": done, "entries": len(deeds)})
        return done

    def _import(self, guild_id: Snowflake, deeds: list[Deed], names: dict[Snowflake, str]) -> int:
        """Open the cases of what others did, and end what is over by it."""
        if not self._wanted(guild_id):
            for deed in deeds:
                self._overrule(deed, None, None)
            return 0
        people = [self._moderator(deed, names) for deed in deeds]
        cases = self._cases.open_many(
            [
                (new_case(deed, self._named(deed.user_id, names), moderator), f"audit:{deed.entry_id}")
                for deed, moderator in zip(deeds, people, strict=True)
            ]
        )
        for deed, moderator, case in zip(deeds, people, cases, strict=True):
            self._overrule(deed, moderator, case.number)
            self._end_others(deed, moderator, case)
        return len(cases)

    def _follow(self, deeds: list[Deed], go_on: Callable[[], None]) -> int:
        """Settle the cases of what we did and did not live to say; let clocks go that others overruled."""
        settled = 0
        for deed in deeds:
            go_on()
            if deed.is_ours:
                settled += self._settle(deed)
            else:
                self._overrule(deed, None, None)
        return settled

    def _settle(self, deed: Deed) -> bool:
        number = None if deed.credit is None else deed.credit.case
        if number is None or deed.kind is None:
            return False
        try:
            case = self._cases.get(deed.guild_id, number)
            is_last = deed.kind is (CaseKind.UNBAN if case.kind is CaseKind.SOFTBAN else case.kind)
            if case.state is not CaseState.PENDING or case.user is None or case.user.user_id != deed.user_id:
                return False
            if not is_last:  # a softban is done when they are let in again
                return False
            action_id = self._action_of(deed, number)
            change = Settled(state=CaseState.DONE, action_id=action_id, audit_entry_id=deed.entry_id)
            self._cases.change(deed.guild_id, number, change, case.moderator, key=f"audit:{deed.entry_id}")
        except (NotFoundError, ConflictError):  # erased, or settled a moment ago by whoever did it
            return False
        return True

    def _action_of(self, deed: Deed, number: int) -> str | None:
        """Return the action of a case, by which it can be undone."""
        page = self._actions.page_of_target(deed.guild_id, str(deed.user_id), before=None, limit=ACTIONS_OF_CASE)
        return next((action.id for action in page.items if action.case == number), None)

    def _overrule(self, deed: Deed, by: Named | None, case: int | None) -> None:
        for each in overrules(deed):
            why = EndedBy.LIFTED if each.lifted else EndedBy.SUPERSEDED
            roles = None if each.role_ids is None else sorted(each.role_ids)
            self._timers.supersede(
                deed.guild_id, deed.user_id, each.kinds, why, by, case, role_ids=roles, before=deed.at
            )

    def _end_others(self, deed: Deed, by: Named | None, case: Case) -> None:
        """End the sanctions of a user that are over by this, or have another in their place."""
        kinds = ends_by(deed.kind)
        if not kinds:
            return
        why = EndedBy.SUPERSEDED if deed.kind in kinds else EndedBy.LIFTED
        ending = Ending(at=deed.at, why=why, by=by, case=case.number)
        for other in self._cases.of_user(deed.guild_id, deed.user_id, limit=LOOKED_THROUGH):
            runs = other.kind in kinds and other.ending is None and other.state is CaseState.DONE
            if runs and other.number != case.number and other.at < deed.at:
                with suppress(ConflictError, NotFoundError):
                    self._cases.change(
                        deed.guild_id, other.number, Ended(ending=ending), by, key=f"audit:{deed.entry_id}"
                    )

    def _moderator(self, deed: Deed, names: dict[Snowflake, str]) -> Named | None:
        if deed.credit is not None:
            return Named(
                user_id=deed.credit.user_id, name=deed.credit.name or self._named(deed.credit.user_id, names).name
            )
        return None if deed.actor_id is None else self._named(deed.actor_id, names)

    def _named(self, user_id: Snowflake, names: dict[Snowflake, str]) -> Named:
        """Name a user as the events do, or their account; of whom nobody tells, the id is there alone."""
        if user_id not in names:
            names[user_id] = self._name_of(user_id) or str(user_id)
        return Named(user_id=user_id, name=names[user_id])


def _runs(deeds: list[Deed]) -> Iterator[list[Deed]]:
    """Part deeds, in their order, into such as make cases, a few at once, and such as do not."""
    for _, run in groupby(deeds, key=makes_case):
        some = list(run)
        for first in range(0, len(some), MOST_AT_ONCE):
            yield some[first : first + MOST_AT_ONCE]
