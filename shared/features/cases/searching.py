"""Find cases: the lists of what is asked for are walked together, and what is left is looked at."""

import itertools
from collections.abc import Iterator
from typing import Final

from shared.features.cases.lists import AnyOf, BeginningBlocks, Blocks, KnownBlocks, TermBlocks, WholeBlocks, in_all
from shared.features.cases.model import Case
from shared.features.cases.ports import CaseStore, Head, Posting, block_of
from shared.features.cases.query import CaseQuery
from shared.features.cases.terms import WORD, asked_terms, matches, of_moderator, of_user
from shared.features.cases.words import wanted_of
from shared.kernel.snowflakes import Snowflake

FEW: Final = 200  # candidates that are sooner looked at than sifted by further lists
READ_AT_ONCE: Final = 100
MOST_READ: Final = 2_000  # for one page: where nearly nothing matches, the next page goes on


class Search:
    """One page of one query."""

    def __init__(self, store: CaseStore, head: Head, query: CaseQuery) -> None:
        self._store = store
        self._head = head
        self._query = query
        self._wanted = wanted_of(query.text)

    def page(self, below: int | None, limit: int) -> tuple[list[Case], int | None]:
        """Return up to `limit` cases with numbers under `below`, the highest first, and where the next page begins."""
        top = min(below or self._head.number + 1, self._head.number + 1)
        candidates = in_all(list(self._lists(block_of(top - 1))), top)
        found: list[Case] = []
        for round_ in range(MOST_READ // READ_AT_ONCE):
            numbers = list(itertools.islice(candidates, READ_AT_ONCE if round_ else limit + 1))
            found += [case for case in self._store.cases(self._head.guild_id, numbers) if self._is_wanted(case)]
            if len(found) > limit:
                return found[:limit], found[limit - 1].number
            if not numbers:
                return found, None
        return found, numbers[-1]

    def _is_wanted(self, case: Case) -> bool:
        return matches(case, self._query, self._wanted)

    def _lists(self, highest: int) -> Iterator[Blocks]:
        """Yield what narrows the search; no more of it where few are left."""
        dates = self._dates()
        yield dates
        newest = dates.highest(highest)
        if newest is None:
            return
        highest = newest
        for term in asked_terms(self._query):
            known = self._term(term, highest)
            yield known
            if known.size is not None and known.size <= FEW:
                return
        yield from self._words(highest)

    def _words(self, highest: int) -> Iterator[Blocks]:
        wanted = self._wanted
        words: list[Blocks] = []
        for word in sorted(wanted.words, key=len, reverse=True):
            words.append(self._term(f"{WORD}{word}", highest))
            if wanted.number is None and (words[-1].size or FEW + 1) <= FEW:
                yield words[-1]
                return
        words += [BeginningBlocks(self._store, self._head.guild_id, each) for each in wanted.beginnings]
        yield from words if wanted.number is None else [AnyOf([*words, *self._numbered(wanted.number, highest)])]

    def _numbered(self, number: int, highest: int) -> Iterator[Blocks]:
        yield KnownBlocks([Posting(block=block_of(number), numbers=frozenset({number}))])
        yield self._term(of_user(Snowflake(number)), highest)
        yield self._term(of_moderator(Snowflake(number)), highest)

    def _term(self, term: str, highest: int) -> TermBlocks:
        return TermBlocks(self._store, self._head.guild_id, term, highest)

    def _dates(self) -> WholeBlocks:
        after, before = self._query.after, self._query.before
        if after is None and before is None:
            return WholeBlocks()
        zones = [*self._store.zones(self._head.guild_id), *([self._head.zone] if self._head.zone else [])]
        return WholeBlocks(
            frozenset(
                zone.block
                for zone in zones
                if (after is None or zone.last_at >= after) and (before is None or zone.first_at < before)
            )
        )
