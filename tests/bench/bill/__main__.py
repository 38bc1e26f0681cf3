"""Print the bills, or write them into docs/cost.md (`--write`)."""

import sys
from typing import Final

from bot_worker.pipeline.batcher import BatchLimits
from tests.bench.bill.month import live, month_of
from tests.bench.bill.page import PAGE, tables, written
from tests.bench.bill.sizes import SIZES

LIVE_INTERVALS: Final = {"150ms": 0.15, "500ms": 0.5, "1s": 1.0, "2s": 2.0}


def main() -> None:
    months = [month_of(size) for size in SIZES]
    text = tables(months, {name: _live_dollars(seconds) for name, seconds in LIVE_INTERVALS.items()})
    print(text)
    if "--write" in sys.argv:
        PAGE.write_text(written(PAGE.read_text(), text))


def _live_dollars(seconds: float) -> list[float]:
    return [live(size, BatchLimits(interactive_seconds=seconds)).dollars() for size in SIZES]


if __name__ == "__main__":
    main()
