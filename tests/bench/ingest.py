"""What the ingest function costs in CPU, with a store that takes everything at once: `python -m tests.bench ingest`.

The obvious way beside it: each event parsed, checked and stored by itself, as compressed JSON.
"""

import json as plain_json
import logging
import time
import zlib
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from shared.adapters.logs import JsonFormatter
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
from tests.fakes.gateway import FakePostOffice
from ws_gateway import entry, ingest
from ws_gateway.dispatch import Dispatch, FanOut
from ws_gateway.runtime import Runtime

EVENTS: Final = 100
BATCHES: Final = 300
ROUNDS: Final = 5


class Nobody(FanOut):
    """No browser follows anything."""

    def __init__(self) -> None:
        pass

    def prepare(self, batch: object) -> Dispatch:
        del batch
        return Dispatch()


class Uncounted(NamedTuple):
    """No batch is late."""

    @staticmethod
    def note_late(*_: object) -> None:
        pass


class Stub(Runtime):
    def __init__(self) -> None:
        store = CommitStore(plan=BucketPlan.parse("1"))  # a worker's lane sends batches of one bucket
        vars(self).update(commit=store.commits, fan_out=Nobody(), replying=FakePostOffice(), activity_count=Uncounted())


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
    theirs = cpu_us_per_event(obvious, lambda_events[: BATCHES // 5])
    yield compared("ingest_cpu_us_per_event", ours, "µs", baseline=theirs)
