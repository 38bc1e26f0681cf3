"""What a client gets when a request fails."""

from typing import Any

import msgspec

from shared.kernel.errors import AppError


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A failed request: `code` is for programs and stable, `message` for people, `request_id` for our logs."""

    code: str
    message: str
    request_id: str
    details: dict[str, Any] | None = None


def problem_of(error: AppError, request_id: str) -> Problem:
    return Problem(code=error.code, message=str(error), request_id=request_id, details=error.details)
