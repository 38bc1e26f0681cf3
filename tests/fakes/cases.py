"""Cases in memory, held to the same contract as the tables."""

import threading
from collections.abc import Sequence

from shared.features.cases.log import LogEntry
from shared.features.cases.model import Case, Named
from shared.features.cases.ports import BLOCK, CaseStore, Commit, Head, Outcome, Posting, TermBlock, Zone
from shared.features.cases.query import ModeratorCount
from shared.features.cases.service import CaseService
from shared.features.cases.terms import WORD
from shared.features.cases.verification import Anchor
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock


class FakeCases:
    """What tests look at is public; `commits` counts what took effect."""

    def __init__(self) -> None:
        self.heads: dict[Snowflake, Head] = {}
        self.log: dict[tuple[Snowflake, int], LogEntry] = {}
        self.stored: dict[tuple[Snowflake, int], Case] = {}
        self.keys: dict[tuple[Snowflake, str], int] = {}
        self.commits = 0
        self._terms: dict[tuple[Snowflake, str], dict[int, set[int]]] = {}
        self._zones: dict[Snowflake, dict[int, Zone]] = {}
        self._moderators: dict[Snowflake, dict[int, tuple[Named, int]]] = {}
        self._guilds: dict[Snowflake, set[Snowflake]] = {}
        self._lock = threading.Lock()

    def head(self, guild_id: Snowflake) -> Head:
        return self.heads.get(guild_id, Head(guild_id=guild_id))

    def commit(self, commit: Commit) -> Outcome:
        guild_id = commit.after.guild_id
        with self._lock:
            if any((guild_id, key) in self.keys for key in commit.keys):
                return Outcome.KEY_USED
            if self.head(guild_id).seq != commit.before.seq:
                return Outcome.MOVED
            self.heads[guild_id] = commit.after
            self.log |= {(guild_id, entry.seq): entry for entry in commit.entries}
            self.stored |= {(guild_id, case.number): case for case in commit.cases}
            self.keys |= {(guild_id, key): number for key, number in commit.keys.items()}
            self._index(commit)
            self.commits += 1
            return Outcome.DONE

    def _index(self, commit: Commit) -> None:
        guild_id = commit.after.guild_id
        for term, numbers in commit.added.items():
            blocks = self._terms.setdefault((guild_id, term), {})
            for number in numbers:
                blocks.setdefault(number // BLOCK, set()).add(number)
        for term, numbers in commit.removed.items():
            for number in numbers:
                self._terms[guild_id, term][number // BLOCK].discard(number)
        for zone in commit.zones:
            self._zones.setdefault(guild_id, {})[zone.block] = zone
        for user_id in commit.persons:
            self._guilds.setdefault(user_id, set()).add(guild_id)
        counts = self._moderators.setdefault(guild_id, {})
        for change in commit.moderators:
            _, before = counts.get(change.moderator.user_id, (change.moderator, 0))
            counts[change.moderator.user_id] = (change.moderator, before + change.cases)

    def case(self, guild_id: Snowflake, number: int) -> Case | None:
        return self.stored.get((guild_id, number))

    def cases(self, guild_id: Snowflake, numbers: Sequence[int]) -> list[Case]:
        return [case for number in numbers if (case := self.case(guild_id, number))]

    def number_of_key(self, guild_id: Snowflake, key: str) -> int | None:
        return self.keys.get((guild_id, key))

    def entries(self, guild_id: Snowflake, seqs: Sequence[int]) -> list[LogEntry]:
        return [self.log[guild_id, seq] for seq in seqs if (guild_id, seq) in self.log]

    def entries_after(self, guild_id: Snowflake, seq: int, limit: int) -> list[LogEntry]:
        later = sorted(each for guild, each in self.log if guild == guild_id and each > seq)
        return self.entries(guild_id, later[:limit])

    def postings(self, guild_id: Snowflake, term: str, highest: int, limit: int) -> list[Posting]:
        blocks = self._terms.get((guild_id, term), {})
        found = sorted((block for block, numbers in blocks.items() if numbers and block <= highest), reverse=True)
        return [Posting(block=block, numbers=frozenset(blocks[block])) for block in found[:limit]]

    def beginnings(self, guild_id: Snowflake, beginning: str) -> list[TermBlock]:
        return [
            TermBlock(term, block)
            for (guild, term), blocks in self._terms.items()
            if guild == guild_id and term.startswith(f"{WORD}{beginning}")
            for block, numbers in blocks.items()
            if numbers
        ]

    def postings_at(self, guild_id: Snowflake, places: Sequence[TermBlock]) -> list[Posting]:
        return [
            Posting(block=place.block, numbers=frozenset(self._terms[guild_id, place.term][place.block]))
            for place in places
        ]

    def zones(self, guild_id: Snowflake) -> list[Zone]:
        return list(self._zones.get(guild_id, {}).values())

    def guilds_of(self, user_id: Snowflake) -> list[Snowflake]:
        return sorted(self._guilds.get(user_id, set()))

    def moderators(self, guild_id: Snowflake) -> list[ModeratorCount]:
        counts = self._moderators.get(guild_id, {}).values()
        return [ModeratorCount(moderator=who, cases=count) for who, count in counts if count]


class NoAnchors:
    """Where nothing keeps any."""

    def of_guild(self, guild_id: Snowflake) -> Sequence[Anchor]:
        del guild_id
        return ()


def a_case_service(store: CaseStore | None = None, clock: FakeClock | None = None) -> CaseService:
    """The real service on a store in memory, whose salts are not random."""
    return CaseService(store or FakeCases(), clock=clock or FakeClock(), entropy=lambda: 7, pause=lambda _: None)
