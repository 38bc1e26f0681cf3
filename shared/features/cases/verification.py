"""What a look through a guild's log may find, and how far it has come."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Protocol

import msgspec

from shared.features.cases.log import GENESIS
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake


class Flaw(StrEnum):
    """What is not as it was written: an entry's words, its place in the chain, an entry, the end of the log; a case.

    `anchor`: the chain holds, but is not the one whose hash was kept elsewhere.
    """

    BODY = "body"
    CHAIN = "chain"
    MISSING = "missing"
    TRUNCATED = "truncated"
    ANCHOR = "anchor"
    CASE = "case"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`seq` is the place in the log, `number` the case."""

    flaw: Flaw
    seq: int | None = None
    number: int | None = None


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """A guild's last entry and its hash at some moment, as kept outside of the tables."""

    guild_id: Snowflake
    seq: int
    hash: str


class Anchors(Protocol):
    def of_guild(self, guild_id: Snowflake) -> Sequence[Anchor]:
        """Return all anchors of a guild."""


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is, of how much, and what was found on this page; done where `next_cursor` is None.

    `anchors`: how many there are to compare with.
    """

    entries: int
    checked_entries: int
    cases: int
    checked_cases: int
    anchors: int
    findings: list[Finding]
    next_cursor: str | None


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where to go on: behind an entry with its hash, then behind a case."""

    seq: int = 0
    hash: str = GENESIS
    number: int = 0
    in_cases: bool = False


_place: Final = msgspec.json.Decoder(Place)


def cursor_of(place: Place) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str | None) -> Place:
    """Return where to go on; raise `InvalidInputError` for what is no cursor of ours."""
    if cursor is None:
        return Place()
    try:
        return _place.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (msgspec.DecodeError, UnicodeError, ValueError) as error:
        raise InvalidInputError(details={"problem": "no cursor of ours"}) from error
