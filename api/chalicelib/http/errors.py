"""What a client gets when a request fails."""

from math import ceil
from typing import Any

import msgspec
from chalice.app import Response

from shared.kernel import json
from shared.kernel.errors import AppError
from shared.kernel.tracing import request_id


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A failed request: `code` is for programs and stable, `message` for people, `request_id` for our logs."""

    code: str
    message: str
    request_id: str
    details: dict[str, Any] | None = None


def problem_response(error: AppError) -> Response:
    problem = Problem(code=error.code, message=str(error), request_id=request_id.get(), details=error.details)
    headers: dict[str, str | list[str]] = {"Content-Type": "application/json"}
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(ceil(error.retry_after_seconds))
    return Response(json.encode(problem).decode(), headers=headers, status_code=error.status)
