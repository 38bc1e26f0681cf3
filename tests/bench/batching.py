"""What the way from an event to its frame costs, against the obvious code.

Both put every event into SQLite before it is framed (WAL, synchronous=FULL) and delete it when it is confirmed, which
here happens at once: there is no network in this.
"""

import asyncio
import gc
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.frames import fill, frame
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.places import Lanes
from bot_worker.pipeline.spool.records import Row
from bot_worker.pipeline.spool.spool import open_spool
from shared.kernel import json as wire_json
from shared.kernel.buckets import DEFAULT_PLAN, BucketPlan, bucket_among
from shared.kernel.events import Event
from shared.kernel.ulids import LENGTH
from shared.kernel.wire import MAX_FRAME_BYTES
from tests.bench.figures import Figure, compared
from tests.bench.talk import talk

EVENTS: Final = 40_000
PLAIN_EVENTS: Final = 3_000
ARRIVING_TOGETHER: Final = 100  # events between two turns of the event loop: one read of a busy gateway connection
BUCKETS: Final = BucketPlan.parse(DEFAULT_PLAN).steps[-1].buckets
BATCH_ID: Final = "0" * LENGTH


def figures() -> Iterator[Figure]:
    events = talk(EVENTS)
    gc.freeze()  # the events that wait to be captured are not what is measured
    _cpu_seconds(_ours, events[:2_000])  # imports and first uses are not what is measured
    plain = min(_cpu_seconds(_plain, events[:PLAIN_EVENTS]) for _ in range(3)) / PLAIN_EVENTS
    ours = min(_cpu_seconds(_ours, events) for _ in range(6)) / EVENTS
    yield compared("batch_encode_events_per_core_s", 1 / ours, "events/s", baseline=1 / plain)

    rows = _by_lane(events)
    plain_bytes = sum(map(len, map(_plain_frame, events)))
    yield compared("wire_bytes_ratio", _framed_bytes(rows) / plain_bytes, "ratio", baseline=1.0)
    yield compared("frame_events", _frame_events(rows), "events", baseline=MAX_FRAME_BYTES / (plain_bytes / EVENTS))


def _ours(folder: Path, events: Sequence[Event]) -> None:
    asyncio.run(_through_the_pipeline(folder, events))


async def _through_the_pipeline(folder: Path, events: Sequence[Event]) -> None:
    now = asyncio.get_running_loop().time
    lanes = Lanes(BUCKETS, lambda guild_id: bucket_among(BUCKETS, guild_id))
    async with open_spool(folder / "ours.db", now_ms=_now_ms, lanes=lanes) as spool:
        ids = BatchIds(None, now_ms=_now_ms, entropy=lambda: random.getrandbits(80))
        pipeline = Pipeline(spool, BatchLimits(), ids, now=now, now_ms=_now_ms)
        running = asyncio.create_task(pipeline.run(_AgreeableBackend()))
        for number, event in enumerate(events):
            pipeline.capture(event)
            if number % ARRIVING_TOGETHER == 0:
                await asyncio.sleep(0)
        await pipeline.until_spooled()
        await pipeline.until_confirmed()
        running.cancel()
        await asyncio.wait([running])


class _AgreeableBackend:
    """Confirms at once."""

    is_registered = True

    async def deliver(self, batch_id: str, frame: str) -> None:
        assert batch_id
        assert frame
        await asyncio.sleep(0)

    def doubt(self) -> None:
        raise AssertionError("nobody doubts here")


def _plain(folder: Path, events: Sequence[Event]) -> None:
    """Write, frame, and delete one event after the other, as the standard library's JSON."""
    db = sqlite3.connect(folder / "plain.db")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE events (event_id TEXT PRIMARY KEY, body TEXT NOT NULL)")
    for event in events:
        with db:
            db.execute("INSERT INTO events VALUES (?, ?)", (event.id, json.dumps(_as_dict(event))))
        _plain_frame(event)
        with db:
            db.execute("DELETE FROM events WHERE event_id = ?", (event.id,))
    db.close()


def _plain_frame(event: Event) -> bytes:
    return json.dumps({"action": "to-backend", "events": [_as_dict(event)]}).encode()


def _as_dict(event: Event) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(event, name) for name in event.__struct_fields__}
    return {**fields, "data": json.loads(bytes(event.data))}


def _cpu_seconds(way: Callable[[Path, Sequence[Event]], None], events: Sequence[Event]) -> float:
    """Of all threads of this process."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.process_time()
        way(Path(folder), events)
        return time.process_time() - before


def _by_lane(events: Sequence[Event]) -> list[Row]:
    """Return the events as a worker sends them: those of one lane after those of another."""
    lanes = sorted(events, key=lambda event: bucket_among(BUCKETS, event.guild_id))
    return [(turn, event.guild_id, 1, 1, 0, wire_json.encode(event)) for turn, event in enumerate(lanes)]


def _framed_bytes(rows: Sequence[Row]) -> int:
    """Return how large these events are in the frames of full batches."""
    framed = position = 0
    while position < len(rows):
        packed = fill(rows[position : position + BatchLimits().max_events])
        framed += len(frame(BATCH_ID, packed))
        position += packed.count
    return framed


def _frame_events(rows: Sequence[Row]) -> float:
    """Return how many of these events a frame holds on average, were there no other limit."""
    counts = []
    position = 0
    while position + 400 <= len(rows):
        counts.append(fill(rows[position : position + 400]).count)
        position += counts[-1]
    return sum(counts) / len(counts)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
