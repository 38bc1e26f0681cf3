"""What ends a schedule before its time."""

from typing import Final

_LINES: Final = 8


class StuckError(Exception):
    """It did not come to its end; the message says what was left."""


def last_lines(log: str) -> str:
    return "\n".join(log.splitlines()[-_LINES:])
