"""Lift what is due: claimed by one worker, only while it is ours, only when Discord's own clock says so.

Discord cannot be asked to lift something on a condition. So an attempt looks first, claims the timer then, and lifts
at once. A claim that its worker does not end is taken over only after it was seen unchanged for a while, by a steady
clock: no time of day, ours or another machine's, can make two of them lift at the same moment.
"""

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from shared.features.timers import rules
from shared.features.timers.claims import Claims
from shared.features.timers.model import Due, Queue, Standing, Timer
from shared.features.timers.ports import Sanctions, TimerStore
from shared.features.timers.service import TimerService
from shared.kernel.errors import (
    AppError,
    ConflictError,
    DiscordApiError,
    DiscordTokenRejectedError,
    StoreUnavailableError,
)

log = logging.getLogger(__name__)

MOST_DUE: Final = 100  # at one look; those behind them come with the next
LOOK_SECONDS: Final = 5.0  # what was seen at Discord may be acted upon for so long


class Outcome(StrEnum):
    """What an attempt came to; `ended`: there was nothing to lift any more. `refused` and `trouble` come again."""

    LIFTED = "lifted"
    ENDED = "ended"
    NOT_NOW = "not_now"
    REFUSED = "refused"
    TROUBLE = "trouble"


class Lifting:
    """Safe between threads. `steady` is a clock that never jumps, in seconds."""

    def __init__(
        self, store: TimerStore, timers: TimerService, sanctions: Sanctions, steady: Callable[[], float]
    ) -> None:
        self._store = store
        self._timers = timers
        self._sanctions = sanctions
        self._steady = steady
        self._claims = Claims()

    def queue(self) -> Queue:
        """Return the places of timers that may be due; raise `UnavailableError` where nobody knows Discord's time."""
        now = self._sanctions.asked_time()
        return Queue(now=now, places=self._store.due(now, MOST_DUE))

    def attempt(self, due: Due) -> Outcome:
        """Lift what is due at a place, where it still is; raise `StoreUnavailableError`."""
        timer = self._store.find(due.guild_id, due.place)
        if timer is None or not self._is_free(timer):
            return Outcome.NOT_NOW
        try:
            outcome = self._lifted(timer)
        except ConflictError:  # somebody else was first, or an act took its place
            return Outcome.NOT_NOW
        if outcome in (Outcome.LIFTED, Outcome.ENDED):
            log.info("timer.ended", extra=_fields(timer) | {"outcome": outcome})
        return outcome

    def _is_free(self, timer: Timer) -> bool:
        return not rules.is_claim(timer) or self._claims.is_abandoned(timer, self._steady())

    def _lifted(self, timer: Timer) -> Outcome:
        """Look, claim, lift; write down what Discord refuses, and what nobody knows the outcome of."""
        try:
            seen_at = self._steady()
            standing, now = self._sanctions.look(timer), self._sanctions.now()
            if now < timer.due_at:
                self._store.write(rules.unclaimed(timer, timer.due_at), timer)
                return Outcome.NOT_NOW
            if standing is not Standing.OURS:
                self._timers.end(timer, rules.ending_of(timer, standing), None)
                return Outcome.ENDED
            return self._claimed_and_lifted(timer, seen_at)
        except (ConflictError, StoreUnavailableError):
            raise
        except AppError as error:
            return self._put_off(timer, error)

    def _claimed_and_lifted(self, timer: Timer, seen_at: float) -> Outcome:
        claim = rules.claimed(timer)
        self._store.write(claim, timer)
        if self._steady() - seen_at > LOOK_SECONDS:
            self._store.write(rules.unclaimed(claim, timer.due_at), claim)
            return Outcome.NOT_NOW
        try:
            self._sanctions.lift(claim)
        except AppError as error:
            return self._put_off(claim, error)
        self._timers.end(claim, rules.ending_of(claim, Standing.OURS), None)
        return Outcome.LIFTED

    def _put_off(self, timer: Timer, error: AppError) -> Outcome:
        now = self._sanctions.now()
        is_refusal = isinstance(error, DiscordApiError) and not isinstance(error, DiscordTokenRejectedError)
        after = (rules.refused if is_refusal else rules.in_trouble)(timer, error.code, now)
        self._store.write(after, timer)
        log.warning("timer.put_off", extra=_fields(timer) | {"code": error.code, "attempts": after.attempts})
        return Outcome.REFUSED if is_refusal else Outcome.TROUBLE


def _fields(timer: Timer) -> dict[str, object]:
    return {
        "guild_id": timer.guild_id,
        "user_id": timer.user_id,
        "kind": timer.kind,
        "timer_id": timer.id,
        "case": timer.case_number,
    }
