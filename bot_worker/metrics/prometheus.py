"""The figures as Prometheus reads them (prometheus.io/docs/instrumenting/exposition_formats#text-based-format)."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Final

from bot_worker.metrics.histogram import BOUNDS, Distribution
from bot_worker.metrics.reading import Reading

_PREFIX: Final = "guildhall_worker_"


def render(reading: Reading) -> str:
    return "".join(f"{line}\n" for line in _lines(reading))


def _lines(reading: Reading) -> Iterator[str]:
    yield from _counter("events_total", "Events captured, by type.", _labelled("type", reading.events))
    yield from _counter("batches_total", "Batches that the backend has confirmed.", reading.batches)
    yield from _counter("batch_events_total", "Events in those batches.", reading.batch_events)
    yield from _counter("batch_bytes_total", "Bytes of those batches, packed.", reading.batch_bytes)
    yield from _counter("batches_refused_total", "Batches given up.", reading.batches_refused)
    yield from _histogram("ack_latency_seconds", "From offering a batch to its answer.", reading.ack_latency)
    yield from _gauge("queue_depth", "Events that are not confirmed.", reading.queue_depth)
    yield from _gauge("spool_bytes", "What they take on disk.", reading.spool_bytes)
    yield from _gauge("oldest_event_age_seconds", "How long the oldest has waited.", reading.oldest_age_seconds)
    yield from _counter("events_lost_total", "Events that became gaps.", reading.events_lost)
    yield from _counter("events_shed_total", "Those of them for want of room.", reading.events_shed)
    yield from _gauge("absences_open", "Absences that are not back-filled yet.", reading.absences_open)
    yield from _counter("sessions_begun_total", "New sessions with Discord.", reading.sessions_begun)
    yield from _counter("sessions_resumed_total", "Sessions with Discord that went on.", reading.sessions_resumed)
    yield from _gauge("registered", "Whether the backend knows us.", int(reading.registered))
    yield from _gauge("shards", "Shards that this worker runs.", len(reading.shard_latency_ms))
    latencies = {shard: ms / 1000 for shard, ms in reading.shard_latency_ms.items() if ms is not None}
    yield from _gauge("shard_latency_seconds", "The age of a heartbeat's answer.", _labelled("shard", latencies))
    yield from _gauge("timers_due", "Sanctions whose time is up, and that are not lifted yet.", reading.timers_due)
    yield from _counter("timers_lifted_total", "Sanctions lifted at their time.", reading.timers_lifted)
    yield from _counter("timers_refused_total", "Attempts to lift one that Discord refused.", reading.timers_refused)
    yield from _counter("timers_troubled_total", "Attempts that nobody answered.", reading.timers_troubled)
    yield from _gauge("loop_lag_seconds", "The longest wait for the event loop lately.", reading.loop_lag_seconds)


_Values = float | Iterable[tuple[str, float]]


def _counter(name: str, text: str, values: _Values) -> Iterator[str]:
    return _family(name, "counter", text, values)


def _gauge(name: str, text: str, values: _Values) -> Iterator[str]:
    return _family(name, "gauge", text, values)


def _family(name: str, kind: str, text: str, values: _Values) -> Iterator[str]:
    yield from _head(name, kind, text)
    for label, value in [("", values)] if isinstance(values, int | float) else values:
        yield f"{_PREFIX}{name}{label} {value}"


def _histogram(name: str, text: str, values: Distribution) -> Iterator[str]:
    yield from _head(name, "histogram", text)
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), accumulate(values.counts), strict=True):
        yield f'{_PREFIX}{name}_bucket{{le="{bound}"}} {count}'
    yield f"{_PREFIX}{name}_sum {values.sum}"
    yield f"{_PREFIX}{name}_count {sum(values.counts)}"


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP {_PREFIX}{name} {text}"
    yield f"# TYPE {_PREFIX}{name} {kind}"


def _labelled(label: str, values: Mapping[str, float] | Mapping[int, float]) -> Iterator[tuple[str, float]]:
    """Label values are event types and shard numbers: nothing that needs escaping, and few."""
    for key, value in sorted(values.items()):
        yield f'{{{label}="{key}"}}', value
