"""The figures as a log line that CloudWatch makes metrics of, once a minute."""

from collections.abc import Sequence
from typing import Final

from bot_worker.metrics.reading import Reading
from shared.adapters.metrics import Metric, Unit, emf
from shared.kernel.events import EventType

EVENTS: Final = Metric("events_captured")
GAPS: Final = Metric("gaps")
BATCHES: Final = Metric("batches")
BYTES: Final = Metric("batch_bytes", Unit.BYTES)
REFUSED: Final = Metric("batches_refused")
LATENCY: Final = Metric("ack_latency", Unit.MILLISECONDS)
DEPTH: Final = Metric("queue_depth")
SPOOL: Final = Metric("spool_bytes", Unit.BYTES)
AGE: Final = Metric("oldest_event_age", Unit.SECONDS)
LOST: Final = Metric("events_lost")
SHED: Final = Metric("events_shed")
RECONNECTS: Final = Metric("discord_reconnects")
SHARDS: Final = Metric("shards")
SHARD_LATENCY: Final = Metric("shard_latency", Unit.MILLISECONDS)
LAG: Final = Metric("loop_lag", Unit.MILLISECONDS)


def line(now: Reading, before: Reading, ack_seconds: Sequence[float], *, at_ms: int) -> dict[str, object]:
    """Return the fields to log: counters as what has come since `before`, besides the events of each type."""
    new = {kind: count - before.events.get(kind, 0) for kind, count in now.events.items()}
    values: dict[Metric, float | Sequence[float]] = {
        EVENTS: sum(new.values()),
        GAPS: new.get(EventType.GAP, 0),
        BATCHES: now.batches - before.batches,
        BYTES: now.batch_bytes - before.batch_bytes,
        REFUSED: now.batches_refused - before.batches_refused,
        DEPTH: now.queue_depth,
        SPOOL: now.spool_bytes,
        AGE: round(now.oldest_age_seconds, 3),
        LOST: now.events_lost - before.events_lost,
        SHED: now.events_shed - before.events_shed,
        RECONNECTS: _connections(now) - _connections(before),
        SHARDS: len(now.shard_latency_ms),
        LAG: round(now.loop_lag_seconds * 1000, 1),
    }
    if ack_seconds:
        values[LATENCY] = [round(seconds * 1000, 1) for seconds in ack_seconds]
    if latencies := [ms for ms in now.shard_latency_ms.values() if ms is not None]:
        values[SHARD_LATENCY] = latencies
    by_type = {kind: count for kind, count in new.items() if count}
    return {"by_type": by_type, **emf(values, at_ms=at_ms, dimensions={"part": "worker"})}


def _connections(reading: Reading) -> int:
    return reading.sessions_begun + reading.sessions_resumed
