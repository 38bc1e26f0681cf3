"""What follows an act that was done: what it ends, which timers it takes the place of, and the action told live."""

import logging
from collections.abc import Collection, Sequence
from contextlib import suppress

from shared.features.cases.changes import Ended
from shared.features.cases.model import Case, CaseState, EndedBy, Ending
from shared.features.enforcement.clocks import Clocks
from shared.features.enforcement.endings import ended_by, may_end_something
from shared.features.enforcement.ports import Cases
from shared.features.notices.model import Notice
from shared.features.notices.ports import Teller
from shared.kernel.errors import AppError, ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeTopic

log = logging.getLogger(__name__)


class Aftermath:
    def __init__(self, cases: Cases, clocks: Clocks, notices: Teller) -> None:
        self._cases = cases
        self._clocks = clocks
        self._notices = notices

    def of(self, case: Case, *, undoes: bool) -> None:
        """See to what follows; again is as good as once. Raise nothing: what was done is done.

        `undoes`: the act takes another one back, and what it ends was undone. A timer that could not be taken away
        finds that what it is to lift is not its own.
        """
        if case.state is CaseState.DONE:
            try:
                self._follow(case, undoes=undoes)
            except AppError as error:
                said = {"guild_id": case.guild_id, "case": case.number, "code": error.code}
                log.warning("act.not_followed", extra=said, exc_info=error)
        if case.action_id is not None:
            self._notices.tell(case.guild_id, Notice(topic=NoticeTopic.ACTION, id=case.action_id))

    def _follow(self, case: Case, *, undoes: bool) -> None:
        role_ids = [Snowflake(int(role_id)) for role_id in case.details.get("role_ids", ())]
        if may_end_something(case.kind) and case.user is not None:
            theirs = self._cases.of_user(case.guild_id, case.user.user_id)
            self._end(case, theirs, {str(role_id) for role_id in role_ids}, undoes=undoes)
        self._clocks.supersede(case, role_ids)
        if case.ending is None:
            self._clocks.begin(case, role_ids)  # which a ban that was there before has not had yet

    def _end(self, case: Case, theirs: Sequence[Case], role_ids: Collection[str], *, undoes: bool) -> None:
        earlier = [each for each in theirs if each.number < case.number]
        for over in ended_by(case.kind, role_ids, earlier, case.at):
            why = EndedBy.UNDONE if undoes else over.why
            ending = Ending(at=case.at, why=why, by=case.moderator, case=case.number)
            with suppress(ConflictError, NotFoundError):  # it ended, or was erased, a moment ago
                self._cases.change(case.guild_id, over.case, Ended(ending=ending), case.moderator)
