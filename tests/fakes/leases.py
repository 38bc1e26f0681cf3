"""A bot's leases, number of shards and turns, in memory."""

from msgspec.structs import replace

from bot_worker.shards.model import NOBODY, Beat, Inherit, Keep, Lease, Nominate, Step, Take, Turn, View, Yield
from shared.kernel.errors import ConflictError


class FakeLeases:
    """`LeaseStore`, `LayoutStore` and `TurnStore` in one."""

    def __init__(self, shard_count: int = 0) -> None:
        self.count = shard_count
        self.leases: dict[int, Lease] = {}
        self.beats: dict[str, Beat] = {}
        self.turns: dict[int, Turn] = {}

    def read(self) -> View:
        return View(shard_count=self.count, leases=dict(self.leases), beats=dict(self.beats))

    def beat(self, beat: Beat, expected: str | None) -> None:
        before = self.beats.get(beat.worker_id)
        _require(expected is None or before is None or before.instance == expected)
        self.beats[beat.worker_id] = beat

    def do(self, step: Step, worker_id: str) -> None:
        seen, now = step.lease, self._lease(step.lease.shard_id)
        _require(now.fence == seen.fence)
        taken = Lease(shard_id=now.shard_id, fence=now.fence + 1, holder=worker_id)
        match step:
            case Take():
                _require(step.dead is None or self._is_unchanged(step.dead))
                self.leases[now.shard_id] = taken
            case Inherit():
                _require(now.successor == seen.successor and now.yielding)
                self.leases[now.shard_id] = taken
            case Nominate():
                _require(now.successor == seen.successor)
                self.leases[now.shard_id] = replace(now, successor=worker_id, yielding=False)
            case Yield():
                _require(now.successor == seen.successor)
                self.leases[now.shard_id] = replace(now, yielding=True)
            case Keep():
                _require(now.successor == seen.successor)
                self.leases[now.shard_id] = replace(now, successor=NOBODY, yielding=False)

    def release(self, lease: Lease) -> None:
        now = self._lease(lease.shard_id)
        _require(now.fence == lease.fence)
        self.leases[now.shard_id] = replace(now, holder=NOBODY, heard_at=lease.heard_at)

    def leave(self, worker_id: str, instance: str) -> None:
        _require(worker_id in self.beats and self.beats[worker_id].instance == instance)
        del self.beats[worker_id]

    def shard_count(self) -> int:
        return self.count

    def agree(self, shard_count: int, before: int) -> None:
        _require(self.count == before)
        self.count = shard_count

    def turn(self, key: int) -> Turn:
        return self.turns.get(key, Turn())

    def set_turn(self, key: int, turn: Turn, expected: int) -> None:
        _require(self.turn(key).number == expected)
        self.turns[key] = turn

    def _lease(self, shard_id: int) -> Lease:
        return self.leases.get(shard_id, Lease(shard_id=shard_id))

    def _is_unchanged(self, dead: Beat) -> bool:
        now = self.beats.get(dead.worker_id)
        if dead.instance == NOBODY:
            return now is None
        return now is not None and (now.instance, now.version) == (dead.instance, dead.version)


def _require(holds: bool) -> None:
    if not holds:
        raise ConflictError
