"""Lists of case numbers, by block: read as far as they are walked, from the newest down."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from shared.features.cases.ports import BLOCK, CaseStore, Posting
from shared.kernel.snowflakes import Snowflake

FIRST_READ: Final = 8  # blocks: of what is common, a page needs no more
BLOCKS_PER_READ: Final = 64
PLACES_PER_READ: Final = 100


class Blocks(Protocol):
    """Sets of numbers by block; each is walked once, downwards."""

    @property
    def size(self) -> int | None:
        """How many numbers there are in all, where that is known."""

    def highest(self, block: int) -> int | None:
        """Return the highest block up to this one that has any; None where there is none."""

    def numbers(self, block: int) -> frozenset[int] | None:
        """Return those of the block that `highest` returned; None for all of it."""


class TermBlocks:
    """The cases that have a term."""

    def __init__(self, store: CaseStore, guild_id: Snowflake, term: str, highest: int) -> None:
        self._store = store
        self._guild_id = guild_id
        self._term = term
        self._load(highest, FIRST_READ)
        self.size = None if self._more else sum(map(len, self._numbers.values()))

    def highest(self, block: int) -> int | None:
        while True:
            while self._order and self._order[0] > block:
                self._order.pop(0)
            if self._order or not self._more:
                return self._order[0] if self._order else None
            self._load(block, BLOCKS_PER_READ)

    def numbers(self, block: int) -> frozenset[int] | None:
        return self._numbers.get(block, frozenset())

    def _load(self, highest: int, limit: int) -> None:
        found = self._store.postings(self._guild_id, self._term, highest, limit)
        self._numbers = {posting.block: posting.numbers for posting in found}
        self._order = [posting.block for posting in found]
        self._more = len(found) == limit


class KnownBlocks:
    """Cases that are known beforehand."""

    def __init__(self, postings: Sequence[Posting]) -> None:
        self._numbers: dict[int, frozenset[int]] = {}
        for posting in postings:
            self._numbers[posting.block] = self._numbers.get(posting.block, frozenset()) | posting.numbers
        self._order = sorted(self._numbers, reverse=True)
        self.size: int | None = sum(map(len, self._numbers.values()))

    def highest(self, block: int) -> int | None:
        while self._order and self._order[0] > block:
            self._order.pop(0)
        return self._order[0] if self._order else None

    def numbers(self, block: int) -> frozenset[int] | None:
        return self._numbers.get(block, frozenset())


class BeginningBlocks:
    """The cases that have a word which begins so: where they are is read at once, which they are as it is walked."""

    size: int | None = None

    def __init__(self, store: CaseStore, guild_id: Snowflake, beginning: str) -> None:
        self._store = store
        self._guild_id = guild_id
        places = store.beginnings(guild_id, beginning)
        self._left = sorted(places, key=lambda place: place.block, reverse=True)
        self._numbers: dict[int, frozenset[int]] = {}
        self._at_once = FIRST_READ

    def highest(self, block: int) -> int | None:
        known = max((each for each in self._numbers if each <= block), default=None)
        if known is not None:
            return known
        self._left = [place for place in self._left if place.block <= block]
        return self._left[0].block if self._left else None

    def numbers(self, block: int) -> frozenset[int] | None:
        if block not in self._numbers:
            self._load()
        return self._numbers.get(block, frozenset())

    def _load(self) -> None:
        """Read the next blocks, each with all its words."""
        until = self._left[: self._at_once][-1].block
        self._at_once = PLACES_PER_READ
        places = [place for place in self._left if place.block >= until]
        self._left = self._left[len(places) :]
        self._numbers = {place.block: frozenset[int]() for place in places}
        for posting in self._store.postings_at(self._guild_id, places):
            self._numbers[posting.block] |= posting.numbers


class WholeBlocks:
    """All cases of some blocks; without `allowed`, of all blocks."""

    size: int | None = None

    def __init__(self, allowed: frozenset[int] | None = None) -> None:
        self._allowed = allowed

    def highest(self, block: int) -> int | None:
        if self._allowed is None:
            return block if block >= 0 else None
        return max((each for each in self._allowed if each <= block), default=None)

    def numbers(self, block: int) -> frozenset[int] | None:
        del block
        return None


class AnyOf:
    """The cases of at least one of several lists."""

    def __init__(self, lists: Sequence[Blocks]) -> None:
        self._lists = lists
        sizes = [each.size for each in lists]
        self.size = None if None in sizes else sum(size or 0 for size in sizes)

    def highest(self, block: int) -> int | None:
        return max((found for each in self._lists if (found := each.highest(block)) is not None), default=None)

    def numbers(self, block: int) -> frozenset[int] | None:
        parts = [each.numbers(block) or frozenset() for each in self._lists if each.highest(block) == block]
        return frozenset[int]().union(*parts)


def in_all(lists: Sequence[Blocks], below: int) -> Iterator[int]:
    """Yield the numbers under `below` that are in every list, the highest first."""
    block = (below - 1) // BLOCK
    while (common := _common(lists, block)) is not None:
        parts = [numbers for each in lists if (numbers := each.numbers(common)) is not None]
        whole = range(max(1, common * BLOCK), (common + 1) * BLOCK)
        found = frozenset.intersection(*parts) if parts else whole
        yield from sorted((number for number in found if number < below), reverse=True)
        block = common - 1


def _common(lists: Sequence[Blocks], block: int) -> int | None:
    """Return the highest block up to this one that every list has."""
    while block >= 0:
        lowest = block
        for each in lists:
            found = each.highest(lowest)
            if found is None:
                return None
            lowest = found
        if lowest == block:
            return block
        block = lowest
    return None
