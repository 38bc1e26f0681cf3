"""Bans and roles at a Discord in memory, with a clock of its own, which people there may change as well."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.features.timers import rules
from shared.features.timers.model import RoleChange, Standing, Timer, TimerKind
from shared.kernel.attribution import stamp
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA
from tests.fakes.clock import NOON


def quiet(_: str) -> None:
    """Nothing happens meanwhile."""


class FakeSanctions:
    """`meanwhile` is told where each call is, and may raise, or let something else happen. `lifted` are timers' ids.

    `refusal` is what Discord answers; with `loses_answers` it lifts, and nobody hears of it.
    """

    def __init__(self, now: datetime = NOON) -> None:
        self.time = now
        self.bans: dict[Snowflake, str | None] = {}
        self.roles: dict[Snowflake, set[Snowflake]] = {}
        self.joined: dict[Snowflake, datetime] = {}
        self.changes: list[tuple[Snowflake, RoleChange]] = []
        self.lifted: list[str] = []
        self.given_again: list[str] = []
        self.refusal: AppError | None = None
        self.loses_answers: AppError | None = None
        self.meanwhile: Callable[[str], None] = quiet

    def ban(self, user_id: Snowflake, case: int | None, reason: str = "spam") -> None:
        """Ban by way of us, as a case, or by hand (None). Who is banned already stays so for the first reason."""
        by = "" if case is None else f"{stamp(ADA.name, ADA.user_id + 10**17, case)}: "
        self.bans.setdefault(user_id, by + reason)

    def change_role(self, user_id: Snowflake, role_id: Snowflake, *, gives: bool, by_us: bool) -> None:
        roles = self.roles.setdefault(user_id, set())
        if (role_id in roles) is not gives:
            (roles.add if gives else roles.remove)(role_id)
            self.changes.insert(0, (user_id, RoleChange(by_us=by_us, role_ids=frozenset({role_id}))))

    def pass_time(self, **units: float) -> None:
        self.time += timedelta(**units)

    def look(self, timer: Timer) -> Standing:
        self.meanwhile("before look")
        self._maybe_refuse()
        standing = self._standing(timer)
        self.meanwhile("after look")
        return standing

    def lift(self, timer: Timer) -> None:
        self.meanwhile("before lift")
        self._maybe_refuse()
        if timer.kind is TimerKind.BAN:
            self.bans.pop(timer.user_id, None)
        else:
            gives = timer.kind is TimerKind.ROLE_TAKEN
            self.change_role(timer.user_id, timer.role_id or Snowflake(0), gives=gives, by_us=True)
        self.lifted.append(timer.id)
        self.meanwhile("after lift")
        if self.loses_answers is not None:
            raise self.loses_answers

    def joined_at(self, timer: Timer) -> datetime | None:
        self._maybe_refuse()
        return self.joined.get(timer.user_id)

    def apply_again(self, timer: Timer) -> None:
        self._maybe_refuse()
        self.change_role(timer.user_id, timer.role_id or Snowflake(0), gives=True, by_us=True)
        self.given_again.append(timer.id)

    def now(self) -> datetime:
        return self.time

    def asked_time(self) -> datetime:
        return self.time

    def _standing(self, timer: Timer) -> Standing:
        if timer.kind is TimerKind.BAN:
            if timer.user_id not in self.bans:
                return Standing.GONE
            return rules.ban_standing(self.bans[timer.user_id], timer.case_number)
        if timer.user_id not in self.roles:
            return Standing.AWAY
        theirs = [change for user_id, change in self.changes if user_id == timer.user_id]
        return rules.role_standing(timer, frozenset(self.roles[timer.user_id]), theirs)

    def _maybe_refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal
