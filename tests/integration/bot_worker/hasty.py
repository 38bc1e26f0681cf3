"""The worker with all waiting for others cut down: a second here is eight with real ones."""

import sys

from bot_worker.__main__ import main
from bot_worker.shards.model import LeaseTiming

TIMING = LeaseTiming(tick=0.3, trust=1.5, take_over=3.0, identify=0.1, overlap=60.0)

if __name__ == "__main__":
    sys.exit(main(TIMING))
