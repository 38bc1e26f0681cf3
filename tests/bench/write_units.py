"""What storing events costs in DynamoDB's write units, for three sizes of a deployment: real lanes, batches and items.

One put for each event, the obvious way, takes a unit each, and one for the batch.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import msgspec

from bot_worker.pipeline.batcher import Batcher, BatchLimits
from bot_worker.pipeline.frames import CODEC, fill
from bot_worker.pipeline.spool.records import Row
from shared.adapters.encryption import Encryption
from shared.features.events.model import Batch
from shared.features.events.rules.sizes import UNIT_BYTES
from shared.features.events.table import item_of
from shared.features.messages.service import ContentVault
from shared.features.messages.settings import MessageSettings
from shared.kernel import json
from shared.kernel.buckets import BucketPlan, bucket_among
from shared.kernel.ulids import make_ulid
from tests.bench.figures import Figure, compared
from tests.bench.item_sizes import item_bytes
from tests.bench.traffic import START_MS, Traffic
from tests.factories.commits import CommitStore
from tests.factories.events import BOT
from tests.fakes.clock import FakeClock
from tests.fakes.messages import FakeGuildKeys

ONE_BY_ONE: Final = 1_001.0
KEEPING: Final = MessageSettings(store_content=True)
KEEPING_GUILDS: Final = 5  # one of so many guilds has message content stored


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` in events/s of all guilds together; a shard's events all come from one worker."""

    name: str
    guilds: int
    rate: float
    shards: int
    buckets: int
    seconds: float


DEPLOYMENTS: Final = (
    Deployment(name="small", guilds=10, rate=5, shards=1, buckets=1, seconds=600),
    Deployment(name="medium", guilds=1_000, rate=100, shards=1, buckets=5, seconds=90),
    Deployment(name="large", guilds=100_000, rate=10_000, shards=100, buckets=500, seconds=12),
)


class Lane:
    """A worker's lane: what waits, and until when."""

    def __init__(self, limits: BatchLimits) -> None:
        self.batcher = Batcher(limits)
        self.waiting: list[Row] = []

    def add(self, guild_id: int, event: bytes, now: float) -> Iterator[tuple[float, int, str]]:
        """Add an event; yield the batches that were due before it or are due with it."""
        yield from self._closed(now)
        self.waiting.append((len(self.waiting), guild_id, 1, 1, 0, event))
        self.batcher.add([guild_id], now)
        yield from self._closed(now)

    def _closed(self, now: float) -> Iterator[tuple[float, int, str]]:
        """Yield when each batch was closed, how many events it has, and these packed."""
        while (due := self.batcher.due_at(now)) is not None and due <= now:
            packed = fill(self.waiting[: self.batcher.next_count])
            self.batcher.take(packed.count)
            del self.waiting[: packed.count]
            yield due, packed.count, packed.text


def units_per_1000(deployment: Deployment) -> float:
    store = CommitStore(plan=BucketPlan.parse(str(deployment.buckets)), vault=a_vault())
    traffic = Traffic(guilds=deployment.guilds, rate=deployment.rate)
    store.policies.chosen = dict.fromkeys(traffic.guild_ids[::KEEPING_GUILDS], KEEPING)
    lanes: defaultdict[tuple[int, int], Lane] = defaultdict(lambda: Lane(BatchLimits()))
    events = 0
    while (now := (traffic.now_ms - START_MS) / 1000) < deployment.seconds:
        event = traffic.next()
        shard_id = bucket_among(deployment.shards, event.guild_id)
        lane = lanes[shard_id, bucket_among(deployment.buckets, event.guild_id)]
        for closed_at, count, text in lane.add(event.guild_id, json.encode(event), now):
            batch_id = make_ulid(START_MS + int(closed_at * 1000), events << 16)
            store.commits.commit(Batch(id=batch_id, bot_id=BOT, codec=CODEC, events=text))
            events += count
    segments = sum(-(-item_bytes(item_of(segment)) // UNIT_BYTES) for segment in store.segments.stored.values())
    return (segments + len(store.markers.done)) / events * 1000


def a_vault() -> ContentVault:
    return ContentVault(
        keys=FakeGuildKeys(),
        master=Encryption(bytes(32)),
        sealing=Encryption,
        clock=FakeClock(),
        random_bytes=bytes,
    )


def figures() -> Iterator[Figure]:
    for deployment in DEPLOYMENTS:
        units = units_per_1000(deployment)
        yield compared(f"write_units_per_1000_{deployment.name}", units, "write units", baseline=ONE_BY_ONE)
