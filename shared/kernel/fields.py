"""What is wrong with the fields of a request, before anybody else is asked."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.errors import InvalidInputError


class Problem(StrEnum):
    """Codes for programs; the page has the words."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    REPEATED = "repeated"
    NOT_HERE = "not_here"  # a field that this kind of thing does not have
    TOO_OLD = "too_old"
    TAKEN = "taken"  # by Discord itself
    FULL = "full"
    CONTRADICTORY = "contradictory"
    MISSING = "missing"


Problems = Mapping[str, Problem | None]


def refuse(problems: Problems) -> None:
    """Raise `InvalidInputError` with the code of each field that has a problem, if any has."""
    if found := {name: problem for name, problem in problems.items() if problem is not None}:
        raise InvalidInputError("Some fields cannot be as they are.", details={"fields": found})


def length(value: str | None, *, least: int = 0, most: int) -> Problem | None:
    """Judge a text's length in characters; no text is no problem."""
    if value is None:
        return None
    if len(value) < least:
        return Problem.TOO_SHORT
    return Problem.TOO_LONG if len(value) > most else None


def between(value: int | None, least: int, most: int) -> Problem | None:
    """Judge a number; none is no problem."""
    if value is None:
        return None
    if value < least:
        return Problem.TOO_SMALL
    return Problem.TOO_LARGE if value > most else None
