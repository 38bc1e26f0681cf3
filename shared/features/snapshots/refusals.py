"""A refusal as part of an answer: what could not be done, or could not be."""

from typing import Any

import msgspec

from shared.kernel.errors import AppError


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What the API would answer, or did."""

    code: str
    message: str
    details: dict[str, Any]


def refusal_of(error: AppError) -> Refusal:
    return Refusal(code=error.code, message=str(error), details=error.details or {})
