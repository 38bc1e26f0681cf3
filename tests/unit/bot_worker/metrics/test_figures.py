"""The worker's figures, as Prometheus and as CloudWatch read them."""

import json
import logging
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from bot_worker.metrics import cloudwatch
from bot_worker.metrics.histogram import BOUNDS, MOST_RECENT, Histogram
from bot_worker.metrics.prometheus import render
from bot_worker.metrics.reading import Reading
from shared.adapters.logs import JsonFormatter


def a_reading() -> Reading:
    acks = Histogram()
    for seconds in (0.004, 0.05, 0.05, 90.0):
        acks.observe(seconds)
    return Reading(
        events={"message_create": 120, "gap": 2},
        batches=4,
        batch_bytes=40_000,
        ack_latency=acks.read(),
        queue_depth=7,
        spool_bytes=9_000,
        oldest_age_seconds=1.5,
        events_lost=3,
        events_shed=1,
        sessions_begun=1,
        registered=True,
        shard_latency_ms={0: 40, 1: None},
        timers_due=2,
        timers_lifted=5,
    )


def _samples(text: str) -> dict[str, float]:
    families = list(text_string_to_metric_families(text))
    assert all(family.documentation for family in families)
    samples = [sample for family in families for sample in family.samples]
    return {
        f"{one.name}{'|'.join(one.labels.values())}".removeprefix("guildhall_worker_"): one.value for one in samples
    }


def test_prometheus_reads_every_figure() -> None:
    samples = _samples(render(a_reading()))

    assert samples["events_totalmessage_create"] == 120
    assert (samples["queue_depth"], samples["oldest_event_age_seconds"], samples["registered"]) == (7, 1.5, 1)
    assert (samples["timers_due"], samples["timers_lifted_total"], samples["timers_refused_total"]) == (2, 5, 0)
    assert (samples["shards"], samples["shard_latency_seconds0"]) == (2, 0.04)
    assert "shard_latency_seconds1" not in samples, "nothing is known of it yet"


def test_a_histogram_is_cumulative_and_its_bounds_belong_to_the_bucket_below() -> None:
    samples = _samples(render(a_reading()))

    buckets = [samples[f"ack_latency_seconds_bucket{bound}"] for bound in (*BOUNDS, "+Inf")]
    assert buckets == [1, 1, 3, *[3] * (len(BOUNDS) - 3), 4]
    assert samples["ack_latency_seconds_count"] == 4
    assert samples["ack_latency_seconds_sum"] == 90.104


def test_what_was_observed_is_handed_out_once_and_bounded() -> None:
    acks = Histogram()
    for number in range(MOST_RECENT + 5):
        acks.observe(number)

    assert acks.take_recent() == list(range(5, MOST_RECENT + 5))
    assert acks.take_recent() == []


def _logged(fields: dict[str, object]) -> dict[str, Any]:
    record = logging.makeLogRecord({"name": "x", "msg": "worker.figures", "levelname": "INFO", **fields})
    line: dict[str, Any] = json.loads(JsonFormatter().format(record))
    return line


def test_cloudwatch_gets_what_came_since_the_last_line_and_how_things_stand() -> None:
    before = Reading(events={"message_create": 100}, batches=3, batch_bytes=30_000)

    line = _logged(cloudwatch.line(a_reading(), before, [0.0505, 0.2], at_ms=5))

    assert (line["events_captured"], line["gaps"], line["batches"], line["batch_bytes"]) == (22, 2, 1, 10_000)
    assert (line["queue_depth"], line["oldest_event_age"], line["ack_latency"]) == (7, 1.5, [50.5, 200.0])
    assert line["by_type"] == {"message_create": 20, "gap": 2}
    named = {metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert named >= {"queue_depth", "oldest_event_age", "ack_latency", "events_shed", "gaps", "shards", "shard_latency"}
    assert "[redacted]" not in json.dumps(line), "no figure is named like a secret"
    assert all(name in line for name in named)


def test_a_quiet_minute_has_no_latencies() -> None:
    line = _logged(cloudwatch.line(Reading(), Reading(), [], at_ms=5))

    assert "ack_latency" not in line
    assert line["events_captured"] == 0
