"""What cases need from outside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

import msgspec

from shared.features.cases.log import GENESIS, LogEntry
from shared.features.cases.model import Case, CaseKind, Named
from shared.features.cases.query import ModeratorCount
from shared.kernel.snowflakes import Snowflake

BLOCK: Final = 256  # cases whose numbers lie together: what a list of a term holds of them is one small item


def block_of(number: int) -> int:
    return number // BLOCK


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """When the cases of a block happened, from the first to the last."""

    block: int
    first_at: datetime
    last_at: datetime


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """How far a guild has come: its last entry with its hash, its last case, and counts of those outside the bin.

    `zone` is that of the block of `number`, which is not full.
    """

    guild_id: Snowflake
    seq: int = 0
    hash: str = GENESIS
    number: int = 0
    kinds: dict[CaseKind, int] = {}
    deleted: int = 0
    zone: Zone | None = None
    at: datetime | None = None


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """The cases of one block that have a term."""

    block: int
    numbers: frozenset[int]


class TermBlock(msgspec.Struct, frozen=True):
    """Where a posting is."""

    term: str
    block: int


class ModeratorChange(msgspec.Struct, frozen=True, kw_only=True):
    moderator: Named
    cases: int


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """What takes effect together, or not at all, if the guild's head still is `before`.

    `keys` lead to numbers, and are new; `added` and `removed` are terms, each with the numbers of cases; `persons` are
    those whom the guild's cases may name from now on.
    """

    before: Head
    after: Head
    entries: list[LogEntry]
    cases: list[Case]
    keys: Mapping[str, int]
    added: Mapping[str, frozenset[int]]
    removed: Mapping[str, frozenset[int]]
    zones: list[Zone]
    moderators: list[ModeratorChange]
    persons: frozenset[Snowflake]


class Outcome(StrEnum):
    """`moved`: somebody else changed something in the guild; `key_used`: one of the keys is not new."""

    DONE = "done"
    MOVED = "moved"
    KEY_USED = "key_used"


class CaseStore(Protocol):
    """Whatever was committed is seen by every later read."""

    def head(self, guild_id: Snowflake) -> Head: ...

    def commit(self, commit: Commit) -> Outcome: ...

    def case(self, guild_id: Snowflake, number: int) -> Case | None: ...

    def cases(self, guild_id: Snowflake, numbers: Sequence[int]) -> list[Case]:
        """Return those that are there, in the order asked for."""

    def number_of_key(self, guild_id: Snowflake, key: str) -> int | None: ...

    def entries(self, guild_id: Snowflake, seqs: Sequence[int]) -> list[LogEntry]:
        """Return those that are there, in the order asked for."""

    def entries_after(self, guild_id: Snowflake, seq: int, limit: int) -> list[LogEntry]:
        """Return up to `limit` of the entries behind a place, in their order; none where there are no more."""

    def postings(self, guild_id: Snowflake, term: str, highest: int, limit: int) -> list[Posting]:
        """Return `limit` of a term's blocks up to `highest`, the highest first; fewer only where there are no more."""

    def beginnings(self, guild_id: Snowflake, beginning: str) -> list[TermBlock]:
        """Return all blocks of all words that begin so: with two letters at least, or one of those without spaces."""

    def postings_at(self, guild_id: Snowflake, places: Sequence[TermBlock]) -> list[Posting]:
        """Return what is at these places, in any order."""

    def zones(self, guild_id: Snowflake) -> list[Zone]:
        """Return those of the full blocks, in any order."""

    def guilds_of(self, user_id: Snowflake) -> list[Snowflake]:
        """Return the guilds whose cases name somebody."""

    def moderators(self, guild_id: Snowflake) -> list[ModeratorCount]: ...
