"""What the worker's integration tests share."""

from tests.fixtures.strict_gateway import strict_gateway

__all__ = ["strict_gateway"]
