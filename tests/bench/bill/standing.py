"""What stands there, whether anything happens or not, in dollars a month."""

from collections.abc import Iterator
from typing import Final

from tests.bench.bill.prices import US_EAST_1
from tests.bench.bill.sizes import Size

SPOOL_GB: Final = 2  # 1 GiB of events at most, and room for SQLite
METRICS: Final = 22  # 15 of the worker, 7 of ingest
SECRETS: Final = 3
PAGES: Final = 0.5  # S3 and CloudFront, for some thousand loads of an application of 300 KB


def standing(size: Size) -> Iterator[tuple[str, float]]:
    price = US_EAST_1
    one = size.worker_vcpu * price.fargate_vcpu + size.worker_gb * price.fargate_gb
    yield "Workers (Fargate), their disk and address", size.workers * (one + SPOOL_GB * price.disk_gb + price.address)
    yield "Redis (Valkey nodes)", size.redis
    yield "The functions' way out of the VPC (NAT instance)", price.nat_instance + price.address
    yield "Metrics", METRICS * price.metric
    yield "Secrets, S3 and CloudFront", SECRETS * price.secret + PAGES
