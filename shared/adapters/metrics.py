"""CloudWatch's embedded metric format: fields of a log line that CloudWatch makes metrics of, for no further request.

docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

NAMESPACE: Final = "Guildhall"
METADATA: Final = "_aws"
MAX_VALUES: Final = 100  # of one metric in one line
MAX_METRICS: Final = 100


class Unit(StrEnum):
    COUNT = "Count"
    BYTES = "Bytes"
    MILLISECONDS = "Milliseconds"
    SECONDS = "Seconds"


class Metric(msgspec.Struct, frozen=True):
    """`name` is also the line's field: one that looks like a secret's (`adapters.logs`) would be redacted."""

    name: str
    unit: Unit = Unit.COUNT


def emf(
    values: Mapping[Metric, float | Sequence[float]], *, at_ms: int, dimensions: Mapping[str, str]
) -> dict[str, object]:
    """Return the fields to log: `log.info("ingest.batch", extra={"received": 100, **emf(…)})`.

    A sequence is many observations of one metric: CloudWatch makes percentiles of them; those beyond `MAX_VALUES` are
    left out evenly. Dimensions are few and of few values: every combination is billed as metrics of its own.
    """
    if len(values) > MAX_METRICS:
        raise ValueError("CloudWatch takes no more metrics in one line")
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": metric.name, "Unit": str(metric.unit)} for metric in values],
    }
    return {
        METADATA: {"Timestamp": at_ms, "CloudWatchMetrics": [directive]},
        **dimensions,
        **{metric.name: _thinned(value) for metric, value in values.items()},
    }


def _thinned(value: float | Sequence[float]) -> float | list[float]:
    if isinstance(value, int | float):
        return value
    step = -(-len(value) // MAX_VALUES) or 1
    return list(value[::step])
