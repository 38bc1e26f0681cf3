"""Lists of case numbers, by block: read as far as they are walked, from the newest down."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from shared.features.cases.ports import BLOCK, CaseStore, Posting
from shared.kernel.snowflakes import Snowflake

BLOCKS_PER_READ: Final = 64


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
        self._load(highest)
        self.size = None if self._more else sum(map(len, self._numbers.values()))

    def highest(self, block: int) -> int | None:
        while True:
            while self._order and self._order[0] > block:
                self._order.pop(0)
            if self._order or not self._more:
                return self._order[0] if self._order else None
            self._load(block)

    def numbers(self, block: int) -> frozenset[int] | None:
        return self._numbers.get(block, frozenset())

    def _load(self, highest: int) -> None:
        found = self._store.postings(self._guild_id, self._term, highest, BLOCKS_PER_READ)
        self._numbers = {posting.block: posting.numbers for posting in found}
        self._order = [posting.block for posting in found]
        self._more = len(found) == BLOCKS_PER_READ


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
