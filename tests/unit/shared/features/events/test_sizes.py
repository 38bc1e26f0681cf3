"""What a put costs is known without asking DynamoDB."""

import pytest

from shared.features.events.model import Segment
from shared.features.events.rules.sizes import UNIT_BYTES, write_units
from shared.features.events.table import item_of
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake
from tests.bench.item_sizes import item_bytes
from tests.factories.events import a_batch_id
from tests.fakes.clock import NOON


@pytest.mark.parametrize("sealed", [0, 1, 3])
@pytest.mark.parametrize("size", [0, 800, 920, 5_000])
def test_the_units_are_those_of_the_item_or_one_more_at_its_edge(size: int, sealed: int) -> None:
    contents = {Snowflake(MAX_SNOWFLAKE - number): "x" * 300 for number in range(sealed)}
    segment = Segment(
        bucket=499,
        batch_id=a_batch_id(),
        codec="zstd",
        packed=b"x" * size,
        contents=contents,
        digest="0" * 16,
        expires_at=NOON,
    )

    exact = item_bytes(item_of(segment))

    assert 0 <= write_units(segment) - -(-exact // UNIT_BYTES) <= 1
