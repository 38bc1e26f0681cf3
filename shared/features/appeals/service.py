"""Appeals: what a person sees of the cases about them and says to one, and what moderators answer."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from shared.features.appeals import rules
from shared.features.appeals.answering import AppealConsequences, unlifted
from shared.features.appeals.model import AnsweredAppeal, AppealAnswer, Decision, OwnCase, OwnCases, ShownContent
from shared.features.appeals.ports import Cases, EvidenceContents, Guilds, Settings
from shared.features.cases.changes import AppealAnswered, Appealed
from shared.features.cases.model import AppealState, Case, Named
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.features.evidence.rules import found_in
from shared.features.notices.model import Notice
from shared.features.notices.ports import Teller
from shared.kernel.errors import AppError, ConflictError, NotFoundError, StaleViewError
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeTopic

log = logging.getLogger(__name__)

TRIES: Final = 5  # while others change the same case
MOST_SHOWN: Final = 100
MOST_READ: Final = 500  # hidden ones and notes are among them


class AppealService:
    """What somebody may not see is a `NotFoundError`, like what there is not."""

    def __init__(
        self,
        *,
        cases: Cases,
        settings: Settings,
        guilds: Guilds,
        evidence: EvidenceContents,
        consequences: AppealConsequences,
        notices: Teller,
        name_of: Callable[[Snowflake], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._cases = cases
        self._settings = settings
        self._guilds = guilds
        self._evidence = evidence
        self._consequences = consequences
        self._notices = notices
        self._name_of = name_of
        self._clock = clock

    def own(self, server_id: Snowflake, user_id: Snowflake) -> OwnCases:
        """Return the cases that somebody sees about them, newest first.

        Raise `NotFoundError` where there are none, and where the bot has left, with all who would answer.
        """
        shown = self._shown(server_id, user_id)
        return replace(shown, name=_name_of(self._guilds, server_id))

    def copy(self, server_id: Snowflake, user_id: Snowflake) -> OwnCases:
        """Return the same for a person's copy of their data: what they said is theirs, though the bot has left.

        Raise `NotFoundError` where there are none.
        """
        shown = self._shown(server_id, user_id)
        with suppress(AppError):
            return replace(shown, name=_name_of(self._guilds, server_id))
        return shown

    def _shown(self, server_id: Snowflake, user_id: Snowflake) -> OwnCases:
        about = self._cases.of_user(server_id, user_id, limit=MOST_READ)
        if not about:
            raise NotFoundError
        settings = self._settings_of(server_id)
        items = [rules.as_shown(case, settings) for case in about if rules.is_shown(case, user_id, settings)]
        if not items:
            raise NotFoundError
        how_to = settings.appeal_text if settings.appeals else ""
        return OwnCases(name="", how_to=how_to, items=items[:MOST_SHOWN])

    def evidence(self, server_id: Snowflake, number: int, evidence_id: str, user_id: Snowflake) -> ShownContent:
        """Return a piece of evidence that moderators let the person see."""
        case = self._cases.get(server_id, number)
        if not rules.is_shown(case, user_id, self._settings_of(server_id)) or found_in(case, evidence_id).hidden:
            raise NotFoundError
        content = self._evidence.content(server_id, number, evidence_id)
        return ShownContent(messages=content.messages, url=content.url, expires_at=content.expires_at)

    def appeal(self, server_id: Snowflake, number: int, user_id: Snowflake, text: str) -> OwnCase:
        """Say something to a case, once; raise `ConflictError` where that was done, or cannot be."""
        kept = rules.check_text("text", text)
        settings = self._settings_of(server_id)
        by = Named(user_id=user_id, name=self._name_of(user_id))
        for _ in range(TRIES):
            case = self._cases.get(server_id, number)
            rules.check_appeal(case, user_id, settings)
            with suppress(StaleViewError):
                changed = self._cases.change(server_id, number, Appealed(text=kept), by, revision=case.revision)
                self._tell(server_id, number, "appeal.made", user_id)
                return rules.as_shown(changed, settings)
        raise ConflictError

    def answer(self, guild_id: Snowflake, number: int, user_id: Snowflake, wanted: AppealAnswer) -> AnsweredAppeal:
        """Answer an appeal, then do what follows from it; the same answer again does what is left of that."""
        text = rules.check_text("answer", wanted.answer)
        state = AppealState(wanted.decision)
        by = Named(user_id=user_id, name=self._name_of(user_id))
        refuse({"lift": Problem.CONTRADICTORY if wanted.lift and wanted.decision is Decision.REJECTED else None})
        case, is_new = self._answered(guild_id, number, by, state, text)
        answered = self._consequences.lifted(case, by) if wanted.lift else unlifted(case)
        if is_new:
            answered = self._consequences.told(answered, state, text)
            self._tell(guild_id, number, "appeal.answered", user_id)
        return answered

    def _answered(
        self, guild_id: Snowflake, number: int, by: Named, state: AppealState, text: str
    ) -> tuple[Case, bool]:
        """Return the case with the answer, and whether it was given now."""
        for _ in range(TRIES):
            case = self._cases.get(guild_id, number)
            appeal = rules.check_answer(case, by.user_id)
            if rules.is_same_answer(appeal, by.user_id, state, text):
                return case, False
            if appeal.state is not AppealState.OPEN:
                raise ConflictError("This appeal was answered already.", details={"problem": "answered"})
            with suppress(StaleViewError):
                change = AppealAnswered(state=state, answer=text)
                return self._cases.change(guild_id, number, change, by, revision=case.revision), True
        raise ConflictError

    def _settings_of(self, guild_id: Snowflake) -> EnforcementSettings:
        return self._settings.read(guild_id, FEATURE, EnforcementSettings).values

    def _tell(self, guild_id: Snowflake, number: int, event: str, user_id: Snowflake) -> None:
        log.info(event, extra={"guild_id": guild_id, "case": number, "user_id": user_id})
        self._notices.tell(guild_id, Notice(topic=NoticeTopic.APPEAL, id=str(number)))


def _name_of(guilds: Guilds, guild_id: Snowflake) -> str:
    """Say of a guild that is not there no more than of one that shows nothing."""
    try:
        return guilds.of(guild_id).guild.name
    except NotFoundError as error:
        raise NotFoundError from error
