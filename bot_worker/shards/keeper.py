"""Keeps this worker's leases: a heartbeat every few seconds, then whatever the policy decides."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol, TypeVar, TypeVarTuple

from bot_worker.errors import CannotRunError
from bot_worker.pipeline.bell import Bell
from bot_worker.shards.model import Action, Beat, Lease, LeaseTiming, Start, Step, Stop, View
from bot_worker.shards.policy import LeasePolicy
from bot_worker.shards.ports import LeaseStore
from shared.kernel.errors import ConflictError, StoreUnavailableError

log = logging.getLogger(__name__)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

LEAVE_SECONDS: Final = 3.0


class TwinWorkerError(CannotRunError):
    """Another process runs as this worker."""


class ShardCountChangedError(Exception):
    """The workers have agreed on another number of shards: start again."""


class Sessions(Protocol):
    """The sessions with Discord of this worker. `is_spare`: others run all there is to run."""

    is_spare: bool

    def start(self, start: Start) -> None: ...

    async def stop(self, shard_id: int) -> None: ...

    def heard_at(self, shard_id: int) -> int | None:
        """Return when Discord was last heard by us, in milliseconds since 1970; None where it was not."""
        ...


class Keeper:
    """`instance` names this process. `doubt` is told when a shard is no longer certainly ours alone, before anybody
    may act on that. `now` must go on while the machine sleeps.
    """

    def __init__(
        self,
        store: LeaseStore,
        policy: LeasePolicy,
        sessions: Sessions,
        *,
        worker_id: str,
        instance: str,
        shard_count: int,
        timing: LeaseTiming,
        now: Callable[[], float],
        now_ms: Callable[[], int],
        doubt: Callable[[], None],
    ) -> None:
        self._store = store
        self._policy = policy
        self._sessions = sessions
        self._worker_id = worker_id
        self._instance = instance
        self._shard_count = shard_count
        self._timing = timing
        self._now = now
        self._now_ms = now_ms
        self._doubt = doubt
        self._bell = Bell(asyncio.get_running_loop().time)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="leases")  # one request after the other
        self._version = 0
        self._certain: set[int] = set()
        self._store_is_away = False

    def is_certain(self, shard_id: int) -> bool:
        """Whether nobody else can be bringing this shard's events."""
        return self._policy.is_certain(shard_id, self._now())

    def note_ready(self, shard_id: int) -> None:
        self._policy.note_ready(shard_id)
        self._bell.ring()

    def check_trust(self) -> None:
        """Doubt now, if our trust has ended: after a pause, whatever else is due may come before our own alarm."""
        self._note_certainty()

    async def run(self) -> None:
        """Take, keep, hand over and lose leases until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_trust())
            while True:
                await self._tick()
                await self._bell.wait_until(asyncio.get_running_loop().time() + self._pause())

    async def leave(self) -> None:
        """Give up all leases at once, when their sessions have ended; without the store, others will find out."""
        claims, fences = self._policy.claims(), self._policy.fences
        leases = [
            Lease(
                shard_id=shard_id, fence=fence, heard_at=self._sessions.heard_at(shard_id) or claims[shard_id] or None
            )
            for shard_id, fence in fences.items()
        ]
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self._in_thread(self._release, leases)
        except (StoreUnavailableError, TimeoutError):
            log.warning("leases.not_released")

    def _pause(self) -> float:
        if self._policy.wants_heartbeat:
            return 0.0
        death = self._policy.next_death(self._now())
        return self._timing.tick if death is None else min(self._timing.tick, max(0.0, death - self._now()))

    async def _tick(self) -> None:
        beat = self._next_beat()
        beaten_at = self._now()
        try:
            view = await self._in_thread(self._beat_and_read, beat)
            if view.shard_count != self._shard_count:
                log.error("shards.count_changed", extra={"before": self._shard_count, "shards": view.shard_count})
                raise ShardCountChangedError
            actions = self._policy.observe(view, beat, beaten_at=beaten_at, now=self._now())
            self._note_certainty()
            await self._perform(actions)
            self._sessions.is_spare = self._policy.is_spare
        except StoreUnavailableError:
            self._note_store(is_away=True)
        else:
            self._note_store(is_away=False)

    def _next_beat(self) -> Beat:
        self._version += 1
        claims = self._policy.claims()
        running = {shard_id: self._sessions.heard_at(shard_id) or before for shard_id, before in claims.items()}
        return Beat(
            worker_id=self._worker_id,
            instance=self._instance,
            version=self._version,
            shard_count=self._shard_count,
            at=self._now_ms(),
            running=running,
        )

    def _beat_and_read(self, beat: Beat) -> View:
        try:
            self._store.beat(beat, None if beat.version == 1 else self._instance)
        except ConflictError:
            raise TwinWorkerError(
                "Another process runs as this worker: its spool file was copied. Give each worker a file of its own."
            ) from None
        return self._store.read()

    async def _perform(self, actions: Sequence[Action]) -> None:
        await asyncio.gather(*(self._stop(action.shard_id) for action in actions if isinstance(action, Stop)))
        for action in actions:
            if isinstance(action, Start):
                log.info("shard.starting", extra={"shard_id": action.shard_id, "handed_over": action.handed_over})
                self._sessions.start(action)
            elif not isinstance(action, Stop):
                await self._do(action)

    async def _stop(self, shard_id: int) -> None:
        log.info("shard.lost", extra={"shard_id": shard_id})
        self._policy.note_ended(shard_id)
        await self._sessions.stop(shard_id)

    async def _do(self, step: Step) -> None:
        what = {"step": type(step).__name__, "shard_id": step.lease.shard_id, "fence": step.lease.fence}
        try:
            await self._in_thread(self._store.do, step, self._worker_id)
        except ConflictError:
            log.info("lease.conflict", extra=what)
        else:
            log.info("lease.changed", extra=what)
            self._policy.done(step)

    async def _in_thread(self, request: Callable[[*Ts], T], *arguments: *Ts) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, request, *arguments)

    async def _watch_trust(self) -> None:
        """Doubt in time, whatever the heartbeat waits for."""
        while True:
            left = self._policy.trusted_until - self._now()
            await asyncio.sleep(min(left, self._timing.tick) if left > 0 else self._timing.tick)
            self._note_certainty()

    def _note_certainty(self) -> None:
        now = self._now()
        certain = {shard_id for shard_id in self._policy.fences if self._policy.is_certain(shard_id, now)}
        doubtful, self._certain = self._certain - certain, certain
        if doubtful:
            log.info("leases.doubtful", extra={"shards": len(doubtful)})
            self._doubt()

    def _note_store(self, *, is_away: bool) -> None:
        if is_away and not self._store_is_away:
            log.warning("leases.store_away")
        elif self._store_is_away and not is_away:
            log.info("leases.store_back")
        self._store_is_away = is_away

    def _release(self, leases: Sequence[Lease]) -> None:
        for lease in leases:
            try:
                self._store.release(lease)
            except ConflictError:
                log.info("lease.conflict", extra={"step": "release", "shard_id": lease.shard_id, "fence": lease.fence})
        if self._version:
            try:
                self._store.leave(self._worker_id, self._instance)
            except ConflictError:
                log.info("lease.conflict", extra={"step": "leave"})
