"""How Discord writes single values in JSON."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

Payload = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """Write a moment as Discord does: `2026-01-31T12:00:00.000000+00:00`."""
    return None if at is None else at.isoformat(timespec="microseconds")


def snowflake(value: int | None) -> str | None:
    """Write an id as a decimal string."""
    return None if value is None else str(value)


def snowflakes(values: Iterable[int]) -> list[str]:
    """Write ids as decimal strings."""
    return [str(value) for value in values]
