"""Waiting before another try."""

import random
import time
from typing import Final

FIRST_PAUSE_SECONDS: Final = 0.02
LONGEST_PAUSE_SECONDS: Final = 0.5


def pause(attempt: int) -> None:
    """Wait with full jitter (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter)."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - it spreads load, it hides nothing
