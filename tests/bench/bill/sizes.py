"""The three sizes that a bill is made for: what they carry, who looks on, and what stands there for them."""

from typing import Final

import msgspec
from msgspec.structs import replace

from tests.bench.bill.prices import US_EAST_1
from tests.bench.write_units import DEPLOYMENTS, Deployment


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`pages` are open at once for `open_share` of the time, each on a guild drawn by how much is said there.

    What they cost is measured on a `glimpse`, which is one of `glimpses` parts of it, with as many of the pages.
    """

    deployment: Deployment
    glimpse: Deployment
    glimpses: int = 1
    pages: int
    open_share: float
    workers: int
    worker_vcpu: float
    worker_gb: float
    redis: float  # dollars

    @property
    def name(self) -> str:
        return self.deployment.name

    @property
    def average_pages(self) -> float:
        return self.pages * self.open_share


_OF: Final = {each.name: each for each in DEPLOYMENTS}

SIZES: Final = (
    Size(
        deployment=_OF["small"],
        glimpse=_OF["small"],
        pages=1,
        open_share=0.1,
        workers=1,
        worker_vcpu=0.25,
        worker_gb=0.5,
        redis=US_EAST_1.cache_micro,
    ),
    Size(
        deployment=_OF["medium"],
        glimpse=replace(_OF["medium"], seconds=30),
        pages=10,
        open_share=1.0,
        workers=1,
        worker_vcpu=0.25,
        worker_gb=1.0,
        redis=US_EAST_1.cache_small,
    ),
    Size(
        deployment=_OF["large"],
        glimpse=Deployment(name="large", guilds=10_000, rate=1_000, shards=10, buckets=50, seconds=11),
        glimpses=10,
        pages=300,
        open_share=1.0,
        workers=10,
        worker_vcpu=0.5,
        worker_gb=2.0,
        redis=2 * US_EAST_1.cache_large,
    ),
)
