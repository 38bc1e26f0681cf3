"""What a month costs on AWS, for three sizes.

`python -m tests.bench.bill` prints it as tables; with `--write` it puts them into docs/cost.md.

Events go through the worker's real lanes and frames and the real functions, over a DynamoDB and connections that
count. The baseline of a bill is the same system with a message and a put for each event.
"""

from collections.abc import Iterator

from tests.bench.bill.month import month_of
from tests.bench.bill.sizes import SIZES
from tests.bench.figures import Figure, compared


def figures() -> Iterator[Figure]:
    for size in SIZES:
        month = month_of(size)
        yield compared(f"bill_{size.name}", month.dollars, "$/month", baseline=month.dollars_one_by_one)
        alone = month.one_by_one.dollars()
        yield compared(f"bill_of_events_{size.name}", month.events, "$/month", baseline=alone)
