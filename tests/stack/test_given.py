"""An AWS endpoint and a Redis from outside are used, and none is started."""

from pathlib import Path

import pytest
import redis
import requests

from tests.fixtures.running_stack import running_stack

pytestmark = pytest.mark.stack


def test_what_is_given_is_used_and_not_started(tmp_path: Path, aws_endpoint: str, redis_url: str) -> None:
    with running_stack(tmp_path, {"AWS_ENDPOINT_URL": aws_endpoint, "REDIS_URL": redis_url}) as stack:
        requests.post(f"{stack.site_url}/api/auth/discord/login", json={}, timeout=10).raise_for_status()

        assert {"aws", "redis"}.isdisjoint(stack.record["parts"])
        assert stack.gateway_url.startswith("ws" + aws_endpoint.removeprefix("http"))
        with redis.Redis.from_url(redis_url) as client:
            assert list(client.scan_iter("oauth:*"))
