"""Set timers, let later acts take their place, and let moderators see to those that fail."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, TypeVar

from shared.features.cases.changes import Edited, Ended
from shared.features.cases.model import EndedBy, Ending, Named
from shared.features.notices.model import Notice
from shared.features.notices.ports import Teller
from shared.features.timers import rules
from shared.features.timers.model import Timer, TimerKind, TimerPage, TimerState, TimerView
from shared.features.timers.ports import Cases, TimerStore
from shared.kernel.errors import ConflictError, InvalidInputError, NotFoundError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeTopic

ATTEMPTS: Final = 15  # while a worker lifts it; one that died does not do it any more

T = TypeVar("T")


class TimerService:
    """All are as good twice as once; raise `StoreUnavailableError` where nothing can be read or written.

    What is being lifted at this moment is waited for: after `set` and `supersede` no earlier timer lifts anything any
    more, but what it lifted before is gone. `pause` waits before the attempt of that number, some tenths of a second.
    """

    def __init__(
        self,
        store: TimerStore,
        cases: Cases,
        notices: Teller,
        clock: Callable[[], datetime],
        pause: Callable[[int], None],
    ) -> None:
        self._store = store
        self._cases = cases
        self._notices = notices
        self._clock = clock
        self._pause = pause

    def set(
        self,
        guild_id: Snowflake,
        kind: TimerKind,
        user_id: Snowflake,
        role_id: Snowflake | None,
        due_at: datetime,
        case_number: int,
        set_by: Named,
    ) -> TimerView:
        """Have a sanction end at a moment, in place of what was set before; a later case's timer stays."""
        place, now = rules.place_of(kind, user_id, role_id), self._clock()
        wanted = Timer(
            id=rules.id_of(place, case_number),
            guild_id=guild_id,
            kind=kind,
            user_id=user_id,
            role_id=role_id,
            due_at=due_at,
            case_number=case_number,
            set_by=set_by,
            set_at=now,
            state=TimerState.WAITING,
            attempts=0,
            code=None,
            next_try_at=due_at,
            revision=int(now.timestamp() * 1000),
        )

        def put(*, is_last_try: bool) -> Timer:
            before = self._store.find(guild_id, place)
            if before is not None and before.case_number >= case_number:
                return before
            if before is not None:
                _require_idle(before, is_last_try)
                self._close(before, EndedBy.SUPERSEDED, set_by, case_number)
            self._store.write(wanted, before)
            self._tell(wanted)
            return wanted

        return rules.view_of(self._insist(put))

    def supersede(
        self,
        guild_id: Snowflake,
        user_id: Snowflake,
        kinds: Sequence[TimerKind],
        why: EndedBy,
        by: Named | None,
        case: int | None,
        *,
        role_ids: Sequence[Snowflake] | None = None,
        before: datetime | None = None,
    ) -> list[int]:
        """Let timers of a user lift nothing any more, since somebody did something later; return their cases.

        `role_ids`: of these roles alone; `before`: those alone that were set earlier.
        """

        ended: set[int] = set()

        def end_all(*, is_last_try: bool) -> list[int]:
            for timer in self._store.of_user(guild_id, user_id):
                is_earlier = (before is None or timer.set_at < before) and (case is None or timer.case_number < case)
                if is_earlier and rules.is_superseded(timer, kinds, role_ids):
                    _require_idle(timer, is_last_try)
                    self.end(timer, why, by, case)
                    ended.add(timer.case_number)
            return sorted(ended)

        return self._insist(end_all)

    def of_guild(self, guild_id: Snowflake) -> list[TimerView]:
        """Return all that run or failed, as a page shows them."""
        found = sorted(self._store.of_guild(guild_id), key=_order)
        return [rules.view_of(timer) for timer in found]

    def of_user(self, guild_id: Snowflake, user_id: Snowflake) -> list[TimerView]:
        return [rules.view_of(timer) for timer in sorted(self._store.of_user(guild_id, user_id), key=_order)]

    def page(self, guild_id: Snowflake, *, cursor: str | None, limit: int) -> TimerPage:
        """Raise `InvalidInputError` for a cursor that is none."""
        after = _place_in_order(cursor)
        found = [timer for timer in self.of_guild(guild_id) if _order(timer) > after]
        items = found[:limit]
        return TimerPage(items=items, next_cursor=_cursor(items[-1]) if len(found) > limit else None)

    def get(self, guild_id: Snowflake, timer_id: str) -> TimerView:
        """Raise `NotFoundError`, `ConflictError` while it is tried."""
        return rules.view_of(self._found(guild_id, timer_id))

    def retry(self, guild_id: Snowflake, timer_id: str) -> TimerView:
        """Have a timer that failed tried again at once; raise `NotFoundError`, `ConflictError` while it is tried."""
        timer = self._found(guild_id, timer_id)
        again = rules.retried(timer)
        self._store.write(again, timer)
        self._tell(timer)
        return rules.view_of(again)

    def dismiss(self, guild_id: Snowflake, timer_id: str, by: Named) -> None:
        """Let the sanction stay for good; raise as `retry` does."""
        timer = self._found(guild_id, timer_id)
        with suppress(ConflictError, NotFoundError):  # a case that is over, or erased
            self._cases.change(
                guild_id, timer.case_number, Edited(expires_at=None), by, key=f"timer:{timer.id}:dismissed"
            )
        self._store.remove(timer)
        self._tell(timer)

    def end(self, timer: Timer, why: EndedBy, by: Named | None, case: int | None = None) -> None:
        """Remove a timer, and say in its case how it ended; raise `ConflictError` where it has changed since."""
        if self._is_last(timer):
            self._say(timer, why, by, case)
            self._store.remove(timer)
        else:
            self._store.remove(timer)
            self._close(timer, why, by, case)
        self._tell(timer)

    def _close(self, timer: Timer, why: EndedBy, by: Named | None, case: int | None) -> None:
        """Say it for a timer that is to go, or gone; other roles of its case may still have theirs."""
        if self._is_last(timer):
            self._say(timer, why, by, case)

    def _is_last(self, timer: Timer) -> bool:
        others = self._store.of_user(timer.guild_id, timer.user_id)
        return not any(each.case_number == timer.case_number and each.id != timer.id for each in others)

    def _say(self, timer: Timer, why: EndedBy, by: Named | None, case: int | None) -> None:
        ended = Ended(ending=Ending(at=self._clock(), why=why, by=by, case=case))
        with suppress(ConflictError, NotFoundError):  # a case that is over already, or erased
            self._cases.change(timer.guild_id, timer.case_number, ended, by, key=f"timer:{timer.id}")

    def _found(self, guild_id: Snowflake, timer_id: str) -> Timer:
        timer = self._store.find(guild_id, rules.place_in(timer_id))
        if timer is None or timer.id != timer_id:
            raise NotFoundError
        _require_idle(timer)
        return timer

    def _tell(self, timer: Timer) -> None:
        self._notices.tell(timer.guild_id, Notice(topic=NoticeTopic.TIMER, id=timer.id))

    def _insist(self, act: Callable[..., T]) -> T:
        """Do it anew from what is there then, where somebody else changed it meanwhile, or is at it."""
        for attempt in range(1, ATTEMPTS + 1):
            with suppress(ConflictError):
                return act(is_last_try=attempt == ATTEMPTS)
            self._pause(attempt)
        raise StoreUnavailableError


def _require_idle(timer: Timer, is_last_try: bool = False) -> None:
    if rules.is_claim(timer) and not is_last_try:
        raise ConflictError("It is being lifted at this moment.")


Order = tuple[bool, float, str]
_FIRST: Final[Order] = (False, float("-inf"), "")


def _order(timer: TimerView) -> Order:
    return timer.state is not TimerState.FAILED, timer.due_at.timestamp(), timer.id


def _cursor(timer: TimerView) -> str:
    not_failed, due, timer_id = _order(timer)
    return f"{int(not_failed)}~{due!r}~{timer_id}"


def _place_in_order(cursor: str | None) -> Order:
    if cursor is None:
        return _FIRST
    try:
        not_failed, due, timer_id = cursor.split("~")
        return bool(int(not_failed)), float(due), timer_id
    except ValueError as error:
        raise InvalidInputError from error
