"""Lets a schedule's troubles loose, each at its moment, and ends them."""

import asyncio
import signal
from typing import Final, Protocol

from tests.chaos.arena import Arena
from tests.chaos.redis_server import RedisServer
from tests.chaos.schedule import Fault, Trouble

_SLOW_BYTES_PER_SECOND: Final = 20_000
_AT_WORK_SECONDS: Final = 0.15
_AT_ONCE: Final = frozenset({Fault.CUT, Fault.HALF_OPEN, Fault.CORRUPT, Fault.KILL_WORKER})
_OF_FRAMES: Final = frozenset({Fault.DOUBLE, Fault.SWAP, Fault.TRUNCATE, Fault.CUT_WITHIN})
_OFTEN: Final = {  # the names of `Spoiling` and `Moods`
    **{fault: fault.value for fault in _OF_FRAMES},
    Fault.THROTTLE: "throttle",
    Fault.STORE_FAILS: "fail",
    Fault.HANG_UP: "hang_up",
    Fault.LOSE_ANSWER: "lose_answer",
    Fault.STORE_SLOW: "slow",
    Fault.MUTE: "mute",
}


class Patient(Protocol):
    """A worker's process, which somebody starts again whenever it has ended."""

    def send(self, number: signal.Signals) -> None:
        """Send it a signal; nothing where there is no process at the moment."""

    async def lock(self, seconds: float) -> None:
        """Kill it, and keep its spool's file locked for so long."""

    async def corrupt(self) -> None:
        """Kill it, and damage its spool's file."""


class Troubles:
    """`redis` is there where something may happen to it."""

    def __init__(self, arena: Arena, patients: list[Patient], redis: RedisServer | None = None) -> None:
        self._arena = arena
        self._patients = patients
        self._redis = redis

    async def happen(self, trouble: Trouble) -> None:
        await asyncio.sleep(trouble.at)
        if trouble.fault in _OFTEN:
            await self._spoil(trouble)
        elif trouble.fault in _AT_ONCE:
            await self._strike(trouble)
        else:
            await self._last(trouble)

    async def _spoil(self, trouble: Trouble) -> None:
        of = self._arena.line.spoiling if trouble.fault in _OF_FRAMES else self._arena.front.moods
        setattr(of, _OFTEN[trouble.fault], trouble.strength)
        await asyncio.sleep(trouble.seconds)
        setattr(of, _OFTEN[trouble.fault], 0.0)

    async def _strike(self, trouble: Trouble) -> None:
        match trouble.fault:
            case Fault.CUT:
                self._arena.line.cut()
            case Fault.HALF_OPEN:
                self._arena.line.half_open()
            case Fault.CORRUPT:
                await self._met(trouble).corrupt()
            case _:
                self._met(trouble).send(signal.SIGKILL)

    async def _last(self, trouble: Trouble) -> None:
        line, patient = self._arena.line, self._met(trouble)
        match trouble.fault:
            case Fault.LOCKED:
                await patient.lock(trouble.seconds)
            case Fault.KILL_REDIS if self._redis is not None:
                await self._redis.away(trouble.seconds)
            case Fault.PAUSE_REDIS if self._redis is not None:
                await self._redis.frozen(trouble.seconds)
            case Fault.PAUSE_WORKER:
                patient.send(signal.SIGSTOP)
                await asyncio.sleep(trouble.seconds)
                patient.send(signal.SIGCONT)
            case Fault.PAUSE_FUNCTIONS:
                self._arena.pause_functions(paused=True)
                await asyncio.sleep(trouble.seconds)
                self._arena.pause_functions(paused=False)
            case Fault.KILL_FUNCTIONS:
                await self._kill_functions_at_work()
                await asyncio.sleep(trouble.seconds)
                await self._arena.start_functions()
            case Fault.REFUSED:
                line.is_refused = True
                line.cut()
                await asyncio.sleep(trouble.seconds)
                line.is_refused = False
            case Fault.STALL:
                line.flowing.clear()
                await asyncio.sleep(trouble.seconds)
                line.flowing.set()
            case _:
                line.bytes_per_second = _SLOW_BYTES_PER_SECOND
                await asyncio.sleep(trouble.seconds)
                line.bytes_per_second = 0

    async def _kill_functions_at_work(self) -> None:
        """Let each of them wait for the store, so that they die in the middle of what they do."""
        moods, slow = self._arena.front.moods, self._arena.front.moods.slow
        moods.slow = 1.0
        await asyncio.sleep(_AT_WORK_SECONDS)
        await self._arena.kill_functions()
        moods.slow = slow

    def _met(self, trouble: Trouble) -> Patient:
        return self._patients[trouble.second % len(self._patients)]
