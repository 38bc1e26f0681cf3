"""The timers of an act: set before it is done, so that nobody who dies in between leaves a sanction without its end."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from shared.features.cases.model import Case, CaseKind, EndedBy
from shared.features.enforcement.ports import Timers
from shared.features.timers.model import TimerKind, TimerView
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake

_SET: Final = {
    CaseKind.BAN: TimerKind.BAN,
    CaseKind.ROLES_GIVE: TimerKind.ROLE_GIVEN,
    CaseKind.ROLES_TAKE: TimerKind.ROLE_TAKEN,
}
_OF_BANS: Final = {CaseKind.BAN: EndedBy.SUPERSEDED, CaseKind.UNBAN: EndedBy.LIFTED}
_OF_ROLES: Final = (TimerKind.ROLE_GIVEN, TimerKind.ROLE_TAKEN)


class Clocks:
    """All are as good twice as once, and never touch what a later case set."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers

    def begin(self, case: Case, role_ids: Sequence[Snowflake]) -> list[TimerView]:
        """Have what a case does undone when it expires."""
        if case.kind not in _SET or case.expires_at is None or case.user is None or case.moderator is None:
            return []
        kind, user_id, until = _SET[case.kind], case.user.user_id, case.expires_at
        places: list[Snowflake | None] = [*role_ids] or [None]
        return [
            self._timers.set(case.guild_id, kind, user_id, role_id, until, case.number, case.moderator)
            for role_id in places
        ]

    def supersede(self, case: Case, role_ids: Sequence[Snowflake]) -> None:
        """Let no earlier timer lift what this case did."""
        if case.user is None:
            return
        guild_id, user_id, by = case.guild_id, case.user.user_id, case.moderator
        if case.kind in _OF_BANS:
            self._timers.supersede(guild_id, user_id, [TimerKind.BAN], _OF_BANS[case.kind], by, case.number)
        elif role_ids:
            why = EndedBy.SUPERSEDED
            self._timers.supersede(guild_id, user_id, _OF_ROLES, why, by, case.number, role_ids=role_ids)

    def give_up(self, case: Case, begun: Sequence[TimerView]) -> None:
        """Forget the timers of what could not be done; one that stays would find nothing to lift."""
        for timer in begun:
            if case.moderator is not None and timer.case_number == case.number:
                with suppress(AppError):
                    self._timers.dismiss(case.guild_id, timer.id, case.moderator)
