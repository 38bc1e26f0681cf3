"""What the worker's integration tests share."""

from collections.abc import Mapping

import pytest
from redis import Redis

from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from tests.fixtures.strict_gateway import strict_gateway

__all__ = ["strict_gateway"]


@pytest.fixture(autouse=True)
def _there_is_an_empty_redis(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers share Discord's limits, as everywhere; what was learnt of another Discord is forgotten."""
    url = redis_url.removesuffix("/0") + "/4"
    monkeypatch.setenv("REDIS_URL", url)
    with Redis.from_url(url) as redis:
        redis.flushdb()


@pytest.fixture(autouse=True)
def _there_is_an_empty_table_of_leases(aws_env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers share their shards through the local AWS; `a_worker.environment` passes it on.

    It is empty: a worker would take over from that of an earlier test, and back-fill what was said since.
    """
    for name, value in aws_env.items():
        monkeypatch.setenv(name, value)
    aws = read_aws(Environment(aws_env))
    client, table = dynamodb_client(aws), f"{aws.table_prefix}leases"
    for item in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
