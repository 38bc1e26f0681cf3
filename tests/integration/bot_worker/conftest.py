"""What the worker's integration tests share."""

from collections.abc import Mapping

import pytest

from tests.fixtures.strict_gateway import strict_gateway

__all__ = ["strict_gateway"]


@pytest.fixture(autouse=True)
def _there_is_a_table_of_leases(aws_env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers share their shards through the local AWS; `a_worker.environment` passes it on."""
    for name, value in aws_env.items():
        monkeypatch.setenv(name, value)
