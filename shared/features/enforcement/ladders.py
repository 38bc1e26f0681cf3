"""The warns of a guild, read for its ladder."""

from datetime import datetime, timedelta
from typing import Final

from shared.features.cases.model import Case, CaseKind
from shared.features.cases.query import CaseQuery
from shared.features.enforcement.ladder import before_and_with, replay, step_for, weighs
from shared.features.enforcement.ports import Cases
from shared.features.enforcement.settings import Step
from shared.features.enforcement.trials import LadderReport, LadderTrial
from shared.kernel.snowflakes import Snowflake

MOST_WARNS: Final = 10_000  # that a trial looks through
MOST_LISTED: Final = 500
OF_ONE_USER: Final = 1_000
PAGE: Final = 500


class Ladders:
    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def step_after(self, ladder: list[Step], warn: Case) -> Step | None:
        """Return what a warn that was just given leads to; for the same warn always the same."""
        if not ladder or warn.user is None or not weighs(warn, warn.at):
            return None
        theirs = self._warns_of(warn.guild_id, warn.user.user_id, ladder, warn.at)
        return step_for(ladder, before_and_with(warn, theirs), warn.at)

    def next_step(self, ladder: list[Step], guild_id: Snowflake, user_id: Snowflake, now: datetime) -> Step | None:
        """Return what a warn at this moment would lead to."""
        if not ladder:
            return None
        theirs = self._warns_of(guild_id, user_id, ladder, now)
        return step_for(ladder, [*(case.at for case in theirs if weighs(case, now)), now], now)

    def trial(self, guild_id: Snowflake, trial: LadderTrial, now: datetime) -> LadderReport:
        """Say what a ladder would have done on the guild's own warns."""
        since = now - timedelta(days=trial.days)
        query = CaseQuery(kind=CaseKind.WARN, after=since)
        warns, complete = self._found(guild_id, query, MOST_WARNS)
        firings = replay(trial.ladder, warns)
        return LadderReport(
            since=since, warns=len(warns), complete=complete, total=len(firings), firings=firings[:MOST_LISTED]
        )

    def _warns_of(self, guild_id: Snowflake, user_id: Snowflake, ladder: list[Step], at: datetime) -> list[Case]:
        window = timedelta(days=max(step.within_days for step in ladder))
        query = CaseQuery(user_id=user_id, kind=CaseKind.WARN, after=at - window)
        return self._found(guild_id, query, OF_ONE_USER)[0]

    def _found(self, guild_id: Snowflake, query: CaseQuery, most: int) -> tuple[list[Case], bool]:
        """Return up to so many, newest first, and whether these are all."""
        found: list[Case] = []
        cursor: str | None = None
        while len(found) < most:
            page = self._cases.search(guild_id, query, cursor, min(PAGE, most - len(found)))
            found += page.items
            cursor = page.next_cursor
            if cursor is None:
                return found, True
        return found, False
