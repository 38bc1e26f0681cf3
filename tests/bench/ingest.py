"""What the ingest function costs in CPU, with a store that takes everything at once: `python -m tests.bench ingest`.

The obvious way beside it: each event parsed, checked and stored by itself, as compressed JSON.
"""

import json as plain_json
import logging
import time
import zlib
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any, Final
from unittest.mock import patch

from shared.adapters.logs import JsonFormatter
from shared.features.snapshots.changes import SnapshotChanges
from shared.kernel import json
from shared.kernel.buckets import BucketPlan
from shared.kernel.packing import Codec, pack, unpack_array
from shared.kernel.ulids import make_ulid
from shared.kernel.wire import ToBackend
from tests.bench.figures import Figure, compared
from tests.bench.traffic import START_MS, Traffic
from tests.factories.commits import CommitStore
from tests.factories.events import BOT
from tests.factories.lambda_events import a_message_event
from tests.fakes.clock import FakeClock
from tests.fakes.gateway import FakeGatewayStore, FakePostOffice
from ws_gateway import entry, ingest
from ws_gateway.delivery import Courier
from ws_gateway.dispatch import FanOut
from ws_gateway.runtime import Runtime

EVENTS: Final = 100
BATCHES: Final = 300
ROUNDS: Final = 60


class Nothing:
    """What follows from messages elsewhere: nothing."""

    def note_late(self, *_: object) -> None:
        pass

    def count(self, *_: object) -> int:
        return 1


class Stub(Runtime):
    """No browser follows anything, and every store takes what it gets."""

    def __init__(self) -> None:
        store = CommitStore(plan=BucketPlan.parse("1"))  # a worker's lane sends batches of one bucket
        gateway, self.post_office = FakeGatewayStore(), FakePostOffice()
        courier = Courier(gateway.connections, gateway.watchers, self.post_office, FakeClock())
        vars(self).update(
            commit=store.commits,
            fan_out=FanOut(gateway.watchers, courier, NoHelpers(), FakeClock()),
            replying=self.post_office,
            activity_count=Nothing(),
            snapshot_changes=SnapshotChanges(Nothing),
        )


class NoHelpers:
    def take(self, parcel: object) -> None:
        raise AssertionError(parcel)


def frames() -> list[dict[str, Any]]:
    traffic = Traffic(guilds=40, rate=20)
    batches = [[traffic.next() for _ in range(EVENTS)] for _ in range(BATCHES)]
    messages = [
        ToBackend(batch_id=make_ulid(START_MS + number, 1 << 70), codec=Codec.ZSTD, events=pack(batch, Codec.ZSTD))
        for number, batch in enumerate(batches)
    ]
    return [a_message_event(json.encode(message), "c", bot_id=BOT) for message in messages]


def cpu_us_per_event(work: Callable[[dict[str, Any]], object], lambda_events: list[dict[str, Any]]) -> float:
    """Return the best of some rounds: what disturbs only ever adds."""
    took = []
    for number in range(ROUNDS):
        part = lambda_events[number::ROUNDS]
        began = time.process_time()
        for lambda_event in part:
            work(lambda_event)
        took.append((time.process_time() - began) / len(part) / EVENTS * 1e6)
    return min(took)


def obvious(lambda_event: dict[str, Any]) -> None:
    message = plain_json.loads(lambda_event["body"])
    for event in plain_json.loads(unpack_array(message["events"], message["codec"])):
        for field in ("id", "type", "guild_id", "data", "timestamp"):
            if field not in event:
                raise ValueError(field)
        event["data"]["content"] = None
        zlib.compress(plain_json.dumps(event).encode())


def figures() -> Iterator[Figure]:
    lambda_events = frames()
    lines = logging.StreamHandler(StringIO())
    lines.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[lines], force=True)
    stub = Stub()
    with patch.object(entry, "runtime", lambda: stub):
        ours = cpu_us_per_event(lambda each: ingest.handler(each, None), lambda_events)
    if any(b"backend-ack" not in answer for answer in stub.post_office.sent["c"]):
        raise AssertionError("a batch was refused")
    theirs = cpu_us_per_event(obvious, lambda_events)
    yield compared("ingest_cpu_us_per_event", ours, "µs", baseline=theirs)
