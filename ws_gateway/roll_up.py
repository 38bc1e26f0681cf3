"""The function that a schedule runs every few minutes: count what was stored since, by guild and hour."""

import logging
import time
from datetime import timedelta
from typing import Any, Final

from ws_gateway.entry import milliseconds_since
from ws_gateway.runtime import runtime

log = logging.getLogger(__name__)

LONGEST_RUN: Final = timedelta(minutes=4)  # the function may take 5; the next run goes on


def handler(lambda_event: dict[str, Any], context: object) -> dict[str, int]:
    """Raise what went wrong: the schedule's next run does the rest."""
    del lambda_event, context
    run, started = runtime(), time.perf_counter()
    written = run.activity_count.run(until=run.now() + LONGEST_RUN)
    log.info("activity.counted", extra={"roll_ups": written, "milliseconds": milliseconds_since(started)})
    return {"roll_ups": written}
