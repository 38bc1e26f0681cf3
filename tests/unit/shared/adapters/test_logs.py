import json
import logging

import pytest

from shared.adapters.logs import JsonFormatter, redact
from shared.kernel.tracing import request_id

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlc2lnbmF0dXJl"


def a_record(message: str, **fields: object) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"name": "test", "msg": message, "levelno": logging.INFO, "levelname": "INFO", **fields}
    )


def test_a_line_is_one_json_object_with_the_request_id() -> None:
    token = request_id.set("r-1")
    try:
        line = json.loads(JsonFormatter().format(a_record("case.created", case_id=7)))
    finally:
        request_id.reset(token)

    assert (line["event"], line["case_id"], line["request_id"]) == ("case.created", 7, "r-1")


@pytest.mark.parametrize(
    "field", ["access_token", "cookie", "content", "client_secret", "authorization", "email", "ticket"]
)
def test_a_field_that_names_a_secret_is_never_logged(field: str) -> None:
    line = JsonFormatter().format(a_record("x", **{field: "hunter2"}))

    assert "hunter2" not in line


@pytest.mark.parametrize(
    "text", [f"got {JWT}", "Authorization: Bot abc.def", "Bearer abc", "/ws?token=abc", "/callback?code=abc&state=1"]
)
def test_a_secret_inside_a_text_is_redacted(text: str) -> None:
    assert "abc" not in redact(text)
    assert JWT not in redact(text)


def test_a_secret_inside_an_exception_is_redacted() -> None:
    error = RuntimeError(f"bad token={JWT}")

    line = JsonFormatter().format(a_record("failed", exc_info=(type(error), error, None)))

    assert "RuntimeError" in line
    assert JWT not in line
