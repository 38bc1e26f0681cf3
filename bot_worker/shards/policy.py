"""Decides which shards this worker runs. No I/O: what is stored and the time go in, what to do comes out."""

from collections.abc import Mapping
from zlib import crc32

import msgspec

from bot_worker.shards.model import (
    NOBODY,
    Action,
    Beat,
    Inherit,
    Keep,
    Lease,
    LeaseTiming,
    Nominate,
    Start,
    Step,
    Stop,
    Take,
    View,
    Yield,
)
from bot_worker.shards.shares import fair_share, lease_to_ask_for, loads
from bot_worker.shards.sightings import Sightings


class _Claim(msgspec.Struct, kw_only=True):
    """A shard that is ours, or will be as a successor (`fence` is 0). `shared`: somebody else may have a session too.
    `yielding`: our successor may take it at any moment.

    `listed`: a heartbeat of ours has named it; only then its session may begin, so that everybody knows who may have
    one. `heard_at`: until when Discord was heard before us.
    """

    fence: int = 0
    shared: bool = True
    listed: bool = False
    began: bool = False
    yielding: bool = False
    heard_at: int | None = None


class LeasePolicy:
    """Write a heartbeat that names `claims`, read everything, call `observe`, do each step, say `done` if it worked.

    A step is done on the condition that its lease is still as it was seen; what fails is as if it never was. A holder
    trusts its leases for `trust` seconds after its last heartbeat, and nobody takes one of them before that heartbeat
    stayed the same for `take_over` seconds: so two never do at once. `heard_before`: what an earlier process of this
    worker told about its shards.
    """

    def __init__(
        self, worker_id: str, shard_count: int, timing: LeaseTiming, heard_before: Mapping[int, int] | None = None
    ) -> None:
        self._me = worker_id
        self._shard_count = shard_count
        self._timing = timing
        self._heard_before = heard_before or {}
        self._sightings = Sightings(timing)
        self._observed_at = float("-inf")
        self._claims: dict[int, _Claim] = {}
        self._ready: set[int] = set()
        self._listed_by_others: set[int] = set()
        self.trusted_until = float("-inf")
        self.is_spare = False  # there is nothing for us to run

    @property
    def fences(self) -> dict[int, int]:
        """The fences of the leases that are ours, by shard."""
        return {shard_id: claim.fence for shard_id, claim in self._claims.items() if claim.fence}

    @property
    def wants_heartbeat(self) -> bool:
        """Whether something waits for the next heartbeat."""
        return any(not claim.listed for claim in self._claims.values())

    def claims(self) -> dict[int, int]:
        """Return what our next heartbeat names: shards, and until when Discord was heard before us (0: not known)."""
        return {shard_id: claim.heard_at or 0 for shard_id, claim in self._claims.items()}

    def trusts(self, shard_id: int, now: float) -> bool:
        """Whether the lease of this shard is ours, and nobody else can have it."""
        claim = self._claims.get(shard_id)
        return claim is not None and claim.fence > 0 and not claim.yielding and now < self.trusted_until

    def is_certain(self, shard_id: int, now: float) -> bool:
        """Whether, besides, nobody else can be bringing this shard's events."""
        claim = self._claims.get(shard_id)
        return claim is not None and claim.fence > 0 and not claim.shared and now < self.trusted_until

    def note_ready(self, shard_id: int) -> None:
        self._ready.add(shard_id)

    def note_ended(self, shard_id: int) -> None:
        self._ready.discard(shard_id)

    def next_death(self, now: float) -> float | None:
        """Return when somebody's heartbeat will have been the same for too long."""
        return self._sightings.next_death(now)

    def observe(self, view: View, beat: Beat, *, beaten_at: float, now: float) -> list[Action]:
        """`beat`: ours, which was written before `view` was read; `beaten_at`: the moment before that."""
        if now - self._observed_at > self._timing.trust:
            self._sightings = Sightings(self._timing)  # we were away: that others were silent proves nothing
        self._observed_at = now
        self._sightings.note(view.beats, now)
        self._listed_by_others = self._sightings.listed(now, beat.at, but_by=self._me)
        actions = self._let_go(view)
        self.trusted_until = beaten_at + self._timing.trust
        for shard_id, claim in self._claims.items():
            claim.listed = claim.listed or shard_id in beat.running
            lease = view.lease(shard_id)
            actions += self._about_ours(lease, claim, now) if claim.fence else self._about_next(view, lease, claim, now)
        return actions + self._wanted(view, now, beat.at)

    def done(self, step: Step) -> None:
        """Note that a step worked."""
        shard_id = step.lease.shard_id
        match step:
            case Take():
                claim = self._claims.setdefault(shard_id, _Claim(heard_at=step.heard_at))
            case Inherit():
                claim = self._claims[shard_id]
            case Nominate():
                self._claims[shard_id] = _Claim()
                return
            case Keep():
                self._claims[shard_id].yielding = False
                return
            case Yield():
                return
        claim.fence = step.lease.fence + 1
        claim.shared = shard_id in self._listed_by_others

    def _let_go(self, view: View) -> list[Action]:
        """Let go of what somebody else has taken from us, or took us no longer for the successor of."""
        gone = [shard_id for shard_id, claim in self._claims.items() if not self._may_keep(view.lease(shard_id), claim)]
        ended = [(shard_id, self._claims.pop(shard_id)) for shard_id in gone]
        for lease in view.leases.values():
            if lease.successor == self._me and lease.holder not in (NOBODY, self._me):
                self._claims.setdefault(lease.shard_id, _Claim())  # an earlier process of ours wanted it
        return [Stop(shard_id=shard_id) for shard_id, claim in ended if claim.began]

    def _may_keep(self, lease: Lease, claim: _Claim) -> bool:
        if claim.fence:
            return (lease.holder, lease.fence) == (self._me, claim.fence)
        return self._me in (lease.successor, lease.holder)

    def _about_ours(self, lease: Lease, claim: _Claim, now: float) -> list[Action]:
        claim.shared = lease.successor != NOBODY or lease.shard_id in self._listed_by_others
        claim.yielding = claim.yielding and lease.successor != NOBODY
        actions: list[Action] = []
        if claim.listed and not claim.began:
            claim.began = True
            actions.append(Start(shard_id=lease.shard_id, heard_at=claim.heard_at))
        if lease.successor != NOBODY and self._sightings.is_dead(lease.successor, now):
            actions.append(Keep(lease=lease))
        elif lease.successor != NOBODY and not lease.yielding:
            claim.yielding = True
            actions.append(Yield(lease=lease))
        return actions

    def _about_next(self, view: View, lease: Lease, claim: _Claim, now: float) -> list[Action]:
        if lease.holder in (NOBODY, self._me) or self._sightings.is_dead(lease.holder, now):
            return [self._take(view, lease)]
        if not (lease.yielding and claim.listed):
            return []
        if not claim.began:
            claim.began = True
            return [Start(shard_id=lease.shard_id, handed_over=True)]
        return [Inherit(lease=lease)] if lease.shard_id in self._ready else []

    def _wanted(self, view: View, now: float, at: int) -> list[Action]:
        """Take what is free up to our share; where nothing is, ask for a shard of who has two more than we."""
        leases = [view.lease(shard_id) for shard_id in self._in_our_order()]
        free = [lease for lease in leases if self._is_free(lease, now)]
        joining = [claim for claim in self._claims.values() if not claim.fence]
        self.is_spare = not free and not self._claims
        if self._has_strangers(now):
            return []
        workers = self._sightings.counted(now, at) | {self._me}
        counted = loads(leases, workers)
        ours = [lease for lease in free if lease.holder == self._me]
        others = [lease for lease in free if lease.holder != self._me]
        room = max(0, fair_share(self._shard_count, len(workers)) - counted[self._me])
        if free or joining:
            return [self._take(view, lease) for lease in (*ours, *others[:room])]
        asked = lease_to_ask_for(self._me, leases, counted)
        return [] if asked is None else [Nominate(lease=asked)]

    def _in_our_order(self) -> list[int]:
        """Return all shards, beginning where others rather do not."""
        first = crc32(self._me.encode()) % self._shard_count
        return [(first + number) % self._shard_count for number in range(self._shard_count)]

    def _is_free(self, lease: Lease, now: float) -> bool:
        if lease.shard_id in self._claims:
            return False
        if lease.holder == self._me:
            return True
        holder_gone = lease.holder == NOBODY or self._sightings.is_dead(lease.holder, now)
        return holder_gone and (lease.successor in (NOBODY, self._me) or self._sightings.is_dead(lease.successor, now))

    def _has_strangers(self, now: float) -> bool:
        """Whether somebody alive counts shards in another way: with them we cannot share."""
        return any(beat.shard_count != self._shard_count for beat in self._sightings.living(now))

    def _take(self, view: View, lease: Lease) -> Take:
        if lease.holder == NOBODY:
            return Take(lease=lease, heard_at=lease.heard_at)
        if lease.holder == self._me:
            return Take(lease=lease, heard_at=self._heard_before.get(lease.shard_id))
        dead = view.beats.get(lease.holder) or _no_beat(lease.holder)
        return Take(lease=lease, dead=dead, heard_at=dead.running.get(lease.shard_id) or None)


def _no_beat(worker_id: str) -> Beat:
    """Return the heartbeat of a worker that has none: any that is there is another."""
    return Beat(worker_id=worker_id, instance=NOBODY, version=0, shard_count=0, at=0, running={})
