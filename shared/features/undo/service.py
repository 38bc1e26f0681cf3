"""Take an action back: exactly, once, and only while nothing else has changed what it changed."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.actions.model import Action, ActionKind, Outcome
from shared.features.actions.ports import ActionStore
from shared.features.cases.changes import Ended
from shared.features.cases.model import EndedBy, Ending, Named
from shared.features.notices.model import Notice
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.undo.model import UndoPreview
from shared.features.undo.ports import CarriedOut, Cases, Plan, Teller, Undoing
from shared.features.undo.rules.kinds import remains_of, require_undoable
from shared.kernel.errors import AppError, ConflictError, NotFoundError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeTopic

log = logging.getLogger(__name__)

LONGEST_UNDO: Final = timedelta(minutes=5)  # longer than any function may take: one that is pending still, died


class UndoService:
    """`undoings` know how to take back which kinds; `name_of` says how a user is called."""

    def __init__(
        self,
        actions: ActionStore,
        undoings: Mapping[ActionKind, Undoing],
        cases: Callable[[], Cases],
        notices: Callable[[], Teller],
        name_of: Callable[[Snowflake], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._actions = actions
        self._undoings = undoings
        self._cases = cases
        self._notices = notices
        self._name_of = name_of
        self._clock = clock

    def find(self, guild_id: Snowflake, action_id: str) -> Action:
        """Return an action; one that somebody began to undo and did not finish, as one that nobody has undone."""
        action = self._actions.find(guild_id, action_id)
        if action.undone_by is None or not self._is_abandoned(guild_id, action.undone_by):
            return action
        self._actions.unmark_undone(guild_id, action_id, action.undone_by)
        return self._actions.find(guild_id, action_id)

    def preview(self, author: Author, action: Action) -> UndoPreview:
        """Say what undoing an action would do, and what stands in its way."""
        try:
            plan = self._plan(author, action)
        except AppError as error:
            return _preview(action, None, refusal_of(error))
        return _preview(action, plan, plan.refusal())

    def undo(self, author: Author, action: Action) -> Action:
        """Take an action back, and return the action that did; its case, if it has one, is over.

        Raise `AlreadyUndoneError`, `NotUndoableError`, `ChangedSinceError`, or as whoever does it.
        """
        plan = self._plan(author, action)
        done = plan.carry_out(replace(author, undoes=action.id), f"undo:{action.id}:{self._attempt()}")
        undoing = self._action_of(action, done)
        if action.case is not None:
            self._end_case(author, action, action.case, done)
        self._notices().tell(action.guild_id, Notice(topic=NoticeTopic.ACTION, id=action.id))
        return undoing

    def _plan(self, author: Author, action: Action) -> Plan:
        require_undoable(action)
        return self._undoings[action.kind].plan(author, action, self._clock())

    def _attempt(self) -> int:
        """Tell one attempt from the next: what was refused once may be tried again."""
        return int(self._clock().timestamp() * 1000)

    def _action_of(self, action: Action, done: CarriedOut) -> Action:
        """Return what took it back, as it is on record."""
        by = self._actions.find(action.guild_id, action.id).undone_by or done.action_id
        if by is None:
            raise ConflictError  # it was so already, a moment ago
        self._actions.mark_undone(action.guild_id, action.id, by)
        return self._actions.find(action.guild_id, by)

    def _is_abandoned(self, guild_id: Snowflake, action_id: str) -> bool:
        try:
            undoing = self._actions.find(guild_id, action_id)
        except NotFoundError:
            return True
        if undoing.outcome is Outcome.PENDING:
            return undoing.at + LONGEST_UNDO < self._clock()
        return undoing.outcome is Outcome.FAILED

    def _end_case(self, author: Author, action: Action, number: int, done: CarriedOut) -> None:
        """End the case of what was undone; one that has ended already stays as it is."""
        by = Named(user_id=author.user_id, name=author.name or self._name_of(author.user_id))
        ending = Ending(at=self._clock(), why=EndedBy.UNDONE, by=by, case=done.case)
        try:
            self._cases().change(action.guild_id, number, Ended(ending=ending), by, key=f"undo:{action.id}")
        except (ConflictError, NotFoundError):
            return
        except StoreUnavailableError:
            log.warning("undo.case_not_ended", extra={"guild_id": action.guild_id, "case": number})


def _preview(action: Action, plan: Plan | None, refusal: Refusal | None) -> UndoPreview:
    return UndoPreview(
        action=action,
        now={} if plan is None else plan.now,
        then={} if plan is None else plan.then,
        remains=remains_of(action),
        refusal=refusal,
    )
