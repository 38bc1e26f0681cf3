"""A person's cases, everywhere: their name, and what they said, are taken out; what was done stays on record."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import msgspec

from shared.features.cases.lists import AnyOf, TermBlocks, in_all
from shared.features.cases.ports import CaseStore, block_of
from shared.features.cases.service import CaseService
from shared.features.cases.terms import of_actor, of_moderator, of_user
from shared.kernel.snowflakes import Snowflake


class ErasedCases(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases were changed; `complete` is false where time was over before the end."""

    cases: int
    complete: bool


class PersonalCases:
    """What was done before changes nothing again: an erasure that was interrupted is begun anew."""

    def __init__(self, store: CaseStore, cases: CaseService, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._cases = cases
        self._clock = clock

    def guilds(self, user_id: Snowflake) -> list[Snowflake]:
        """Return the guilds that have cases about or by somebody."""
        return self._store.guilds_of(user_id)

    def erase(self, user_id: Snowflake, longest: timedelta | None = None) -> ErasedCases:
        """Make a person nameless in all cases; stop after `longest`, without it only at the end."""
        until = None if longest is None else self._clock() + longest
        erased = 0
        for guild_id, number in self._theirs(user_id):
            if until is not None and self._clock() >= until:
                return ErasedCases(cases=erased, complete=False)
            erased += self._cases.erase_person(guild_id, number, user_id)
        return ErasedCases(cases=erased, complete=True)

    def _theirs(self, user_id: Snowflake) -> Iterator[tuple[Snowflake, int]]:
        for guild_id in self.guilds(user_id):
            last = self._store.head(guild_id).number
            terms = (of_user(user_id), of_moderator(user_id), of_actor(user_id))
            lists = [TermBlocks(self._store, guild_id, term, block_of(last)) for term in terms]
            yield from zip(itertools.repeat(guild_id), in_all([AnyOf(lists)], last + 1), strict=False)
