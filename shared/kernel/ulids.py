"""ULIDs: 48 bits of milliseconds and 80 bits of anything, as 26 characters that sort by time (github.com/ulid/spec)."""

from datetime import UTC, datetime
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
LENGTH: Final = 26


def make_ulid(milliseconds: int, entropy: int) -> str:
    """Encode a moment (since 1970) and 80 bits of entropy."""
    number = (milliseconds << 80) | (entropy & ((1 << 80) - 1))
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -5, -5))


def is_ulid(text: str) -> bool:
    return len(text) == LENGTH and text[0] <= "7" and all(letter in _VALUES for letter in text)


def milliseconds_of(ulid: str) -> int:
    """The moment in a ULID, in milliseconds since 1970; raise `ValueError` where it is none."""
    if not is_ulid(ulid):
        raise ValueError("not a ULID")
    number = 0
    for letter in ulid[:10]:
        number = number << 5 | _VALUES[letter]
    return number


def moment_of(ulid: str) -> datetime:
    return datetime.fromtimestamp(milliseconds_of(ulid) / 1000, UTC)
