"""The process that stands in for Lambda."""

import sys
import time
from types import ModuleType
from typing import Any

import pytest

from infra.local.lambdas import Context, FailedInvocationError, invoke

EVENT = {"requestContext": {"connectionId": "c1", "requestId": "r1"}}


@pytest.fixture
def context() -> Context:
    return Context(
        function_name="f", function_version="1", invoked_function_arn="arn", aws_request_id="r",
        deadline_ms=int(time.time() * 1000) + 5000,
    )  # fmt: skip


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("ws_gateway_made_up")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def test_a_handlers_result_is_the_functions_result(module: ModuleType, context: Context) -> None:
    def handler(event: dict[str, Any], given: Context) -> dict[str, Any]:
        assert 0 < given.get_remaining_time_in_millis() <= 5000
        return {"statusCode": 200, "seen": event}

    module.handler = handler  # type: ignore[attr-defined] # a module made up for this test

    assert invoke("ws_gateway_made_up.handler", EVENT, context) == {"statusCode": 200, "seen": EVENT}


def test_a_handler_that_fails_tells_the_client_nothing_about_why(module: ModuleType, context: Context) -> None:
    def handler(_event: dict[str, Any], _context: Context) -> None:
        raise ValueError("the password is hunter2")

    module.handler = handler  # type: ignore[attr-defined] # a module made up for this test

    result = invoke("ws_gateway_made_up.handler", EVENT, context)

    assert result["statusCode"] == 500
    assert "hunter2" not in str(result)
    assert "r1" in result["body"]


def test_a_function_that_fails_without_a_client_is_told_to_whoever_invoked_it(
    module: ModuleType, context: Context
) -> None:
    def handler(_event: dict[str, Any], _context: Context) -> None:
        raise ValueError

    module.handler = handler  # type: ignore[attr-defined] # a module made up for this test

    with pytest.raises(FailedInvocationError):
        invoke("ws_gateway_made_up.handler", {"parcel": ""}, context)
