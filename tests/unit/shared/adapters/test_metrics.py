"""A log line from which CloudWatch makes metrics."""

import json
import logging

import pytest

from shared.adapters.logs import JsonFormatter
from shared.adapters.metrics import MAX_METRICS, MAX_VALUES, Metric, Unit, emf

BATCHES = Metric("batches")
LATENCY = Metric("ack_latency", Unit.MILLISECONDS)


def _logged(fields: dict[str, object]) -> dict[str, object]:
    record = logging.makeLogRecord({"name": "test", "msg": "ingest.batch", "levelname": "INFO", **fields})
    line: dict[str, object] = json.loads(JsonFormatter().format(record))
    return line


def test_a_line_carries_its_metrics_in_cloudwatchs_form() -> None:
    line = _logged(emf({BATCHES: 3, LATENCY: [12.5, 40]}, at_ms=1_700_000_000_000, dimensions={"part": "worker"}))

    assert line["_aws"] == {
        "Timestamp": 1_700_000_000_000,
        "CloudWatchMetrics": [
            {
                "Namespace": "Guildhall",
                "Dimensions": [["part"]],
                "Metrics": [
                    {"Name": "batches", "Unit": "Count"},
                    {"Name": "ack_latency", "Unit": "Milliseconds"},
                ],
            }
        ],
    }
    assert (line["batches"], line["ack_latency"], line["part"]) == (3, [12.5, 40], "worker")


def test_more_observations_than_a_line_may_have_are_thinned_evenly() -> None:
    line = _logged(emf({LATENCY: list(range(1_000))}, at_ms=0, dimensions={}))

    assert line["ack_latency"] == list(range(0, 1_000, 10))
    assert len(line["ack_latency"]) <= MAX_VALUES


def test_more_metrics_than_a_line_may_have_are_refused() -> None:
    with pytest.raises(ValueError, match="no more metrics"):
        emf({Metric(f"m{number}"): 1 for number in range(MAX_METRICS + 1)}, at_ms=0, dimensions={})


def test_a_secret_inside_a_structure_is_redacted() -> None:
    line = json.dumps(_logged({"told": {"token": "hunter2", "list": ["Bearer hunter2"]}}))

    assert "hunter2" not in line
