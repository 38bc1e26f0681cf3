"""The worker's figures at one moment. Counters count from the start of the process."""

from collections.abc import Mapping

import msgspec

from bot_worker.metrics.histogram import Distribution


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are captured ones, by type; a `gap` among them says that others are missing.

    `oldest_age_seconds` is of the oldest event that is not confirmed; `shard_latency_ms` has a shard for each lease
    that this worker holds, None before its first heartbeat. `loop_lag_seconds` is the longest that the event loop kept
    a task waiting lately. `timers_due` are those of its guilds that waited at the last look.
    """

    events: Mapping[str, int] = {}
    batches: int = 0
    batch_events: int = 0
    batch_bytes: int = 0
    batches_refused: int = 0
    ack_latency: Distribution = Distribution()
    queue_depth: int = 0
    spool_bytes: int = 0
    oldest_age_seconds: float = 0.0
    events_lost: int = 0
    events_shed: int = 0
    absences_open: int = 0
    sessions_begun: int = 0
    sessions_resumed: int = 0
    registered: bool = False
    shard_latency_ms: Mapping[int, int | None] = {}
    loop_lag_seconds: float = 0.0
    timers_due: int = 0
    timers_lifted: int = 0
    timers_refused: int = 0
    timers_troubled: int = 0
