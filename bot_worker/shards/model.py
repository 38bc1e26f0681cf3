"""What the workers of a bot tell each other about shards, and how long they wait for one another."""

import msgspec

NOBODY = ""


class LeaseTiming(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds. Safe as long as `trust` is well below `take_over`, whatever the workers' clocks show."""

    tick: float = 3.0  # between two heartbeats
    trust: float = 10.0  # after its last heartbeat a holder takes its leases for certain
    take_over: float = 20.0  # a worker whose heartbeat stays the same for so long is dead
    identify: float = 5.0  # between two identifies of one key; discord.com/developers/docs/events/gateway#rate-limiting
    overlap: float = 900.0  # a worker that has not been heard of for so long has no sessions any more


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs a shard. `fence` (the fencing token) rises with every holder.

    `successor` is about to take it, once the holder is `yielding`.

    `heard_at`: when the last holder, which has given it up, last heard from Discord (milliseconds since 1970).
    """

    shard_id: int
    fence: int = 0
    holder: str = NOBODY
    successor: str = NOBODY
    yielding: bool = False
    heard_at: int | None = None


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's heartbeat: `version` changes with each, `instance` with each process of the worker.

    `running` are the shards that it has sessions of, or may begin to have, and when each last heard from Discord
    (milliseconds since 1970; 0: not known). `at` is its clock's time, which only helps to forget workers long gone.
    """

    worker_id: str
    instance: str
    version: int
    shard_count: int
    at: int
    running: dict[int, int]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored, read at once. `shard_count` is what all workers agreed on; 0 before."""

    shard_count: int
    leases: dict[int, Lease]
    beats: dict[str, Beat]

    def lease(self, shard_id: int) -> Lease:
        return self.leases.get(shard_id) or Lease(shard_id=shard_id)


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A turn to identify. `number` rises; `free_at` is when the next may be taken (milliseconds since 1970)."""

    number: int = 0
    free_at: int = 0


class Take(msgspec.Struct, frozen=True, kw_only=True):
    """Become the holder of a lease that nobody has, that is ours anyway, or whose holder is dead (its last beat)."""

    lease: Lease
    dead: Beat | None = None
    heard_at: int | None = None


class Nominate(msgspec.Struct, frozen=True, kw_only=True):
    """Become the successor of a holder that has more shards than its share."""

    lease: Lease


class Yield(msgspec.Struct, frozen=True, kw_only=True):
    """Tell the successor that it may begin: from now on both of us bring the shard's events."""

    lease: Lease


class Keep(msgspec.Struct, frozen=True, kw_only=True):
    """Forget a successor that died."""

    lease: Lease


class Inherit(msgspec.Struct, frozen=True, kw_only=True):
    """Take the lease from a holder that yields, now that our session is ready."""

    lease: Lease


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """Begin the shard's session. `heard_at`: until when an earlier holder heard Discord, where that is known.

    `handed_over`: the holder goes on until we are ready, so that nothing is missed.
    """

    shard_id: int
    heard_at: int | None = None
    handed_over: bool = False


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """End the shard's session: somebody else has the lease."""

    shard_id: int


Step = Take | Nominate | Yield | Keep | Inherit
Action = Step | Start | Stop
