"""The leases of a bot's shards in DynamoDB. `items` tells what they look like."""

import time
from datetime import timedelta
from typing import Final

from bot_worker.shards.items import Item, beat_item, number, shard_key, view_of, worker_key
from bot_worker.shards.model import NOBODY, Beat, Inherit, Keep, Lease, Nominate, Step, Take, View, Yield
from bot_worker.shards.partition import Condition, Partition

BEAT_LIFETIME: Final = timedelta(days=45)  # as long as Discord keeps its audit log
_TAKE: Final = "SET #fence = :next, holder = :me REMOVE successor, yielding, heard_at"


class LeaseTable:
    """`LeaseStore` for this number of shards."""

    def __init__(self, partition: Partition, shard_count: int) -> None:
        self._partition = partition
        self._shard_count = shard_count

    def read(self) -> View:
        return view_of(self._partition.items(), self._shard_count)

    def beat(self, beat: Beat, expected: str | None) -> None:
        item = beat_item(beat) | {"expires_at": number(int(time.time() + BEAT_LIFETIME.total_seconds()))}
        values = {f":{name}": value for name, value in item.items()}
        known = None
        if expected is not None:
            unchanged = "attribute_not_exists(#instance) OR #instance = :expected"
            known = Condition(text=unchanged, values={":expected": {"S": expected}})
        self._partition.update(
            worker_key(beat.worker_id),
            "SET beat = :beat, #instance = :instance, #version = :version, expires_at = :expires_at",
            values,
            known,
        )

    def do(self, step: Step, worker_id: str) -> None:
        me = {":me": {"S": worker_id}}
        match step:
            case Take():
                self._take(step, me)
            case Inherit():
                yields = _same(step.lease, successor=True, more="yielding = :yes", values={":yes": {"BOOL": True}})
                self._update(step.lease, _TAKE, me | _next(step.lease), yields)
            case Nominate():
                self._update(step.lease, "SET successor = :me REMOVE yielding", me, _same(step.lease, successor=True))
            case Yield():
                yes = {":yielding": {"BOOL": True}}
                self._update(step.lease, "SET yielding = :yielding", yes, _same(step.lease, successor=True))
            case Keep():
                self._update(step.lease, "REMOVE successor, yielding", {}, _same(step.lease, successor=True))

    def release(self, lease: Lease) -> None:
        heard = {} if lease.heard_at is None else {":heard_at": number(lease.heard_at)}
        change = "SET holder = :nobody" + (", heard_at = :heard_at" if heard else "")
        self._update(lease, change, {":nobody": {"S": NOBODY}, **heard}, _same(lease))

    def leave(self, worker_id: str, instance: str) -> None:
        of_instance = Condition(text="#instance = :instance", values={":instance": {"S": instance}})
        self._partition.delete(worker_key(worker_id), of_instance)

    def _take(self, take: Take, me: Item) -> None:
        values = me | _next(take.lease)
        if take.dead is None:
            self._update(take.lease, _TAKE, values, _same(take.lease))
            return
        key = shard_key(self._shard_count, take.lease.shard_id)
        other = worker_key(take.dead.worker_id)
        self._partition.update_if(key, _TAKE, values, _same(take.lease), other=other, so=_unchanged(take.dead))

    def _update(self, lease: Lease, change: str, values: Item, condition: Condition) -> None:
        self._partition.update(shard_key(self._shard_count, lease.shard_id), change, values, condition)


def _next(lease: Lease) -> Item:
    return {":next": number(lease.fence + 1)}


def _same(lease: Lease, *, successor: bool = False, more: str = "", values: Item | None = None) -> Condition:
    """The lease is as it was seen: its fence, and its successor if that matters."""
    texts = ["#fence = :fence" if lease.fence else "attribute_not_exists(#fence)"]
    seen: Item = {":fence": number(lease.fence)} if lease.fence else {}
    if successor and lease.successor == NOBODY:
        texts.append("attribute_not_exists(successor)")
    elif successor:
        texts.append("successor = :successor")
        seen |= {":successor": {"S": lease.successor}}
    return Condition(text=" AND ".join([*texts, more] if more else texts), values=seen | (values or {}))


def _unchanged(dead: Beat) -> Condition:
    """The heartbeat is still the one that was seen, or still not there."""
    if dead.instance == NOBODY:
        return Condition(text="attribute_not_exists(pk)")
    seen = {":instance": {"S": dead.instance}, ":version": number(dead.version)}
    return Condition(text="#instance = :instance AND #version = :version", values=seen)
