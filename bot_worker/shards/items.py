"""How leases, heartbeats and turns look in the table: one partition for each bot, read in one request.

`layout` {shard_count}; `shard#<count>#<number>` {fence, holder, successor, yielding, heard_at}; `worker#<id>` {beat,
instance, version}; `identify#<key>` {number, free_at}.
"""

from typing import Any, Final

from bot_worker.shards.model import NOBODY, Beat, Lease, View
from shared.kernel import json

Item = dict[str, Any]
LAYOUT: Final = "layout"
_beat: Final = json.Decoder(Beat)


def shard_key(shard_count: int, shard_id: int) -> str:
    return f"shard#{shard_count}#{shard_id}"


def worker_key(worker_id: str) -> str:
    return f"worker#{worker_id}"


def turn_key(key: int) -> str:
    return f"identify#{key}"


def number(value: int) -> Item:
    return {"N": str(value)}


def read_number(item: Item, name: str) -> int:
    return int(item[name]["N"]) if name in item else 0


def beat_item(beat: Beat) -> Item:
    return {
        "beat": {"S": json.encode(beat).decode()},
        "instance": {"S": beat.instance},
        "version": number(beat.version),
    }


def view_of(items: dict[str, Item], shard_count: int) -> View:
    """Read what is stored for this number of shards."""
    of_shards = shard_key(shard_count, 0).removesuffix("0")
    leases = [_lease(int(key.removeprefix(of_shards)), items[key]) for key in items if key.startswith(of_shards)]
    beats = [_beat.decode(items[key]["beat"]["S"]) for key in items if key.startswith(worker_key(""))]
    return View(
        shard_count=read_number(items.get(LAYOUT, {}), "shard_count"),
        leases={lease.shard_id: lease for lease in leases},
        beats={beat.worker_id: beat for beat in beats},
    )


def _lease(shard_id: int, item: Item) -> Lease:
    return Lease(
        shard_id=shard_id,
        fence=read_number(item, "fence"),
        holder=item["holder"]["S"] if "holder" in item else NOBODY,
        successor=item["successor"]["S"] if "successor" in item else NOBODY,
        yielding="yielding" in item,
        heard_at=read_number(item, "heard_at") if "heard_at" in item else None,
    )
