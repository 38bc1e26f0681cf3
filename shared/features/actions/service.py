"""Record what somebody is about to do, and what came of it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from msgspec.structs import asdict, replace

from shared.features.actions.model import Action, Intention, Outcome
from shared.features.actions.ports import ActionStore
from shared.kernel.errors import AlreadyUndoneError, AppError, ConflictError, StoreUnavailableError
from shared.kernel.tracing import request_id
from shared.kernel.ulids import make_ulid

log = logging.getLogger(__name__)


class Recording:
    """An action on its way; whoever carries it out may still say how it ended, or what it was done to."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def note(self, **changes: Any) -> None:
        """Replace fields, such as `after` with what Discord made of it, or the `target` of what did not exist yet."""
        self.action = replace(self.action, **changes)


class ActionLog:
    """`entropy` returns 80 random bits."""

    def __init__(self, store: ActionStore, clock: Callable[[], datetime], entropy: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    @contextmanager
    def recorded(self, intention: Intention) -> Iterator[Recording]:
        """Record the intention, let it be carried out, and record the outcome.

        Nothing is carried out that cannot be recorded: raise `StoreUnavailableError` then. A function that dies in the
        middle leaves a pending action behind. What takes another action back is the only one that does: raise
        `AlreadyUndoneError`.
        """
        now = self._clock()
        recording = Recording(
            Action(
                **asdict(intention),
                id=make_ulid(int(now.timestamp() * 1000), self._entropy()),
                at=now,
                request_id=request_id.get(),
                outcome=Outcome.PENDING,
            )
        )
        self._store.put(recording.action)
        try:
            self._claim(recording.action)
            yield recording
        except AppError as error:
            self._end(recording, Outcome.FAILED, error.code)
            raise
        except Exception:
            self._end(recording, Outcome.FAILED, AppError.code)
            raise
        self._end(recording, Outcome.DONE, None)

    def _claim(self, action: Action) -> None:
        if action.undoes is not None:
            try:
                self._store.mark_undone(action.guild_id, action.undoes, action.id)
            except ConflictError as error:
                raise AlreadyUndoneError from error

    def _end(self, recording: Recording, outcome: Outcome, code: str | None) -> None:
        recording.note(outcome=outcome, code=code)
        action = recording.action
        with suppress(StoreUnavailableError):  # it stays pending: what was done is not undone for it
            self._store.put(action)
            if action.undoes is not None and outcome is Outcome.FAILED:
                self._store.unmark_undone(action.guild_id, action.undoes, action.id)
        log.info(
            "action.ended",
            extra={
                "action_id": action.id,
                "guild_id": action.guild_id,
                "actor_id": action.actor_id,
                "kind": action.kind,
                "target_id": action.target.id,
                "outcome": outcome,
                "code": code,
            },
        )
