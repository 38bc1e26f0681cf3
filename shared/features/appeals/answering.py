"""What follows from an answered appeal: the sanction is lifted, and the person is told."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.appeals import rules
from shared.features.appeals.model import AnsweredAppeal
from shared.features.appeals.ports import Acts, Cases, Guilds, Post
from shared.features.appeals.texts import answer_letter
from shared.features.cases.changes import Ended
from shared.features.cases.model import AppealState, Case, CaseSource, CaseState, EndedBy, Ending, Named
from shared.features.enforcement.wording import language_of
from shared.kernel.errors import AppError, ConflictError


class AppealConsequences:
    """Nothing of it takes the answer back: what did not come about is said, and can be tried again."""

    def __init__(
        self, *, cases: Cases, acts: Acts, guilds: Guilds, letters: Post, clock: Callable[[], datetime]
    ) -> None:
        self._cases = cases
        self._acts = acts
        self._guilds = guilds
        self._letters = letters
        self._clock = clock

    def lifted(self, case: Case, by: Named) -> AnsweredAppeal:
        """End what the case is about, once, however often this is asked for."""
        if not rules.is_liftable(case, self._clock()):
            return unlifted(case)
        try:
            by_case = self._act(case, by)
            if by_case is not None and by_case.state is CaseState.FAILED:
                return unlifted(case, by_case.code or "failed")
            ended = self._ended(case, by, by_case)
            return replace(unlifted(ended), lifted_by=by_case)
        except AppError as error:
            return unlifted(case, error.code)

    def told(self, answered: AnsweredAppeal, state: AppealState, text: str) -> AnsweredAppeal:
        """Tell the person, where they can be reached."""
        case = answered.case
        if case.user is None:
            return answered
        try:
            guild = self._guilds.of(case.guild_id).guild
        except AppError:  # Discord does not answer: the page has the answer, too
            return answered
        letter = answer_letter(language_of(guild.preferred_locale), guild.name, case.number, state, text)
        return replace(answered, notified=self._letters.send(case.guild_id, case.user.user_id, case.number, letter))

    def _act(self, case: Case, by: Named) -> Case | None:
        act = rules.lifting_act(case)
        if act is None:
            return None
        author = Author(user_id=by.user_id, guild_id=case.guild_id, reason=act.reason, name=by.name)
        key = f"appeal:{case.number}"
        return self._acts.take(author, act, source=CaseSource.WEB, key=key, cause=case.number).case

    def _ended(self, case: Case, by: Named, by_case: Case | None) -> Case:
        """Say in the case that it is over, unless the act has said so."""
        now = self._cases.get(case.guild_id, case.number)
        if now.ending is not None:
            return now
        ending = Ending(at=self._clock(), why=EndedBy.LIFTED, by=by, case=by_case.number if by_case else None)
        with suppress(ConflictError):
            return self._cases.change(
                case.guild_id, case.number, Ended(ending=ending), by, key=f"appeal:{case.number}:ended"
            )
        return self._cases.get(case.guild_id, case.number)


def unlifted(case: Case, problem: str | None = None) -> AnsweredAppeal:
    """Say of an answer that nothing was lifted, and why not where something should have been."""
    return AnsweredAppeal(case=case, lifted_by=None, lift_problem=problem, notified=False)
