"""Decides whether the worker's parts get on: pure, the clock is passed in (seconds, from any fixed point)."""

from collections.abc import Iterable
from typing import Final

import msgspec

from bot_worker.health.model import Liveness, Problem


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """For how many seconds nothing may happen where something should.

    A restart ends the session with Discord and so leaves a gap: each is far longer than what heals by itself.
    """

    discord: float = 600.0  # heartbeats are answered every 41 s; silent connections are replaced after a minute
    spool: float = 120.0  # a group takes milliseconds to write, and a disk that is full is not stuck
    acks: float = 900.0


PATIENCE: Final = Patience()


class Progress:
    """Since when something that should be done is not."""

    def __init__(self, now: float) -> None:
        self._done = 0
        self._since = now

    def look(self, done: int, now: float, *, has_work: bool) -> None:
        """`done` counts what has been done so far."""
        if not has_work or done != self._done:
            self._done = done
            self._since = now

    def idle_seconds(self, now: float) -> float:
        return now - self._since


class Vitals:
    """`look` is to be called every few seconds, by a task of the event loop that the parts run on."""

    def __init__(self, now: float, patience: Patience = PATIENCE) -> None:
        self._patience = patience
        self._started_at = now
        self._frames: list[float] = []
        self._spool = Progress(now)
        self._acks = Progress(now)

    def look(self, now: float, *, frames_at: Iterable[float], groups: int, answers: int, owes_answers: bool) -> None:
        """`frames_at`: when each shard's last frame came. `groups` counts what reached the disk, `answers` batches."""
        self._frames = list(frames_at)
        self._spool.look(groups, now, has_work=True)
        self._acks.look(answers, now, has_work=owes_answers)

    def liveness(self, now: float) -> Liveness:
        problems = list(self._problems(now))
        return Liveness(status="stuck" if problems else "alive", problems=problems)

    def _problems(self, now: float) -> Iterable[Problem]:
        heard_since = now - self._patience.discord
        if any(max(at, self._started_at) < heard_since for at in self._frames):
            yield Problem.DISCORD_SILENT
        if self._spool.idle_seconds(now) > self._patience.spool:
            yield Problem.SPOOL_STUCK
        if self._acks.idle_seconds(now) > self._patience.acks:
            yield Problem.NO_ACKS
