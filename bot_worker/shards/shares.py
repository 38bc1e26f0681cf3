"""How shards are spread evenly over workers, moving as few as possible."""

from collections.abc import Collection, Mapping

from bot_worker.shards.model import NOBODY, Lease


def fair_share(shards: int, workers: int) -> int:
    """Return the most that a worker should have."""
    return -(-shards // max(1, workers))


def loads(leases: Collection[Lease], workers: Collection[str]) -> dict[str, int]:
    """Count what each of these workers will have when all hand-overs that have begun are done."""
    counted = dict.fromkeys(workers, 0)
    for lease in leases:
        owner = lease.successor if lease.successor in counted else lease.holder
        if owner in counted:
            counted[owner] += 1
    return counted


def lease_to_ask_for(mine: str, leases: Collection[Lease], counted: Mapping[str, int]) -> Lease | None:
    """Return a lease of the busiest worker, if one more for us and one less for it makes the spread more even.

    A difference of one stays as it is: whatever is moved makes the sum of squares smaller, so that it comes to rest.
    """
    free = [lease for lease in leases if lease.successor not in counted and lease.holder in counted]
    free = [lease for lease in free if lease.holder not in (mine, NOBODY)]
    if not free:
        return None
    lease = max(free, key=lambda each: (counted[each.holder], each.shard_id))
    return lease if counted[lease.holder] - counted.get(mine, 0) >= 2 else None
