"""What is about to be committed: entries in a row, the cases that they make, and all that finds them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from shared.features.cases import rules
from shared.features.cases.changes import Erased, Opened
from shared.features.cases.log import AnyChange, Body, LogEntry, digest_of, sealed
from shared.features.cases.model import Case, Named
from shared.features.cases.ports import Commit, Head, ModeratorChange, Zone, block_of
from shared.features.cases.terms import of_actor, terms_of
from shared.kernel.snowflakes import Snowflake


class Draft:
    """Takes changes in their order; `salt` returns a new one, in hexadecimal."""

    def __init__(self, head: Head, now: datetime, salt: Callable[[], str]) -> None:
        self._before = self._head = head
        self._now = now
        self._salt = salt
        self._entries: list[LogEntry] = []
        self._old: dict[int, Case | None] = {}
        self._cases: dict[int, Case] = {}
        self._keys: dict[str, int] = {}
        self._zones: list[Zone] = []

    @property
    def last(self) -> int | None:
        """The number of the case that changed last; None where nothing is to be written."""
        return self._entries[-1].number if self._entries else None

    def open(self, opened: Opened, by: Named | None, key: str | None = None) -> Case:
        number = self._head.number + 1
        case = self._add(None, number, opened, by, key)
        self._head = replace(self._head, number=number, zone=self._zone(number, case.at))
        return case

    def change(self, case: Case, change: AnyChange, by: Named | None, key: str | None = None) -> Case:
        """Raise as `rules.after` does."""
        return self._add(self._cases.get(case.number, case), case.number, change, by, key)

    def erase(self, case: Case, entries: Sequence[LogEntry], bodies: Mapping[int, str]) -> Case:
        """Put other `bodies`, by their places, in a case's `entries`, which are all that it has."""
        self._old[case.number] = case
        rewritten = [
            replace(entry, body=bodies[entry.seq], salt=self._salt()) if entry.seq in bodies else entry
            for entry in entries
        ]
        digests = {str(each.seq): digest_of(each.salt, each.body) for each in rewritten if each.seq in bodies}
        folded = rules.fold(map(rules.happening_of, rewritten))
        erased = self._add(folded, case.number, Erased(digests=digests), None, None)
        self._entries += [entry for entry in rewritten if entry.seq in bodies]
        return erased

    def _add(self, case: Case | None, number: int, change: AnyChange, by: Named | None, key: str | None) -> Case:
        entry, body = sealed(
            Body(by=by, change=change),
            guild_id=self._head.guild_id,
            seq=self._head.seq + 1,
            number=number,
            at=self._now,
            salt=self._salt(),
            prev=self._head.hash,
        )
        changed = rules.after(case, rules.happening_of(entry, body))
        self._old.setdefault(number, case)
        self._entries.append(entry)
        self._cases[number] = changed
        self._head = replace(self._head, seq=entry.seq, hash=entry.hash, at=self._now)
        if key is not None:
            self._keys[key] = number
        return changed

    def _zone(self, number: int, at: datetime) -> Zone:
        """Widen the zone of the block that a new case is in; one that is full is kept for good."""
        zone, block = self._head.zone, block_of(number)
        if zone is None or zone.block != block:
            self._zones += [zone] if zone else []
            return Zone(block=block, first_at=at, last_at=at)
        return Zone(block=block, first_at=min(zone.first_at, at), last_at=max(zone.last_at, at))

    def commit(self) -> Commit:
        added, removed = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
        persons = set[Snowflake]()
        for number, case in self._cases.items():
            old = self._old[number]
            terms, old_terms = terms_of(case), terms_of(old) if old else frozenset[str]()
            _note(added, terms - old_terms, number)
            _note(removed, old_terms - terms, number)
            if old is None:
                persons |= _named(case)
        for entry in self._entries:
            if entry.actor is not None and entry.actor not in _named(self._cases[entry.number]):
                added[of_actor(entry.actor)].add(entry.number)
                persons.add(entry.actor)
        return Commit(
            before=self._before,
            after=self._counted(),
            entries=self._entries,
            cases=list(self._cases.values()),
            keys=self._keys,
            added={term: frozenset(numbers) for term, numbers in added.items()},
            removed={term: frozenset(numbers) for term, numbers in removed.items()},
            zones=self._zones,
            moderators=self._moderators(),
            persons=frozenset(persons),
        )

    def _counted(self) -> Head:
        kinds, deleted = dict(self._head.kinds), self._head.deleted
        for number, case in self._cases.items():
            change = _counts(case) - _counts(self._old[number])
            kinds[case.kind] = kinds.get(case.kind, 0) + change
            was_deleted = self._old[number] is not None and not _counts(self._old[number])
            deleted += (not _counts(case)) - was_deleted
        return replace(self._head, kinds=kinds, deleted=deleted)

    def _moderators(self) -> list[ModeratorChange]:
        changes, names = defaultdict[int, int](int), dict[int, Named]()
        for number, case in self._cases.items():
            old = self._old[number]
            change = _counts(case) - _counts(old)
            is_renamed = old is not None and old.moderator != case.moderator
            if case.moderator and (change or is_renamed):
                changes[case.moderator.user_id] += change
                names[case.moderator.user_id] = case.moderator
        return [ModeratorChange(moderator=names[who], cases=change) for who, change in changes.items()]


def _counts(case: Case | None) -> int:
    """How much a case counts for: nothing before it is opened, and in the recycle bin."""
    return int(case is not None and case.deleted_at is None)


def _named(case: Case) -> set[Snowflake]:
    return {who.user_id for who in (case.user, case.moderator) if who}


def _note(terms: dict[str, set[int]], new: Iterable[str], number: int) -> None:
    for term in new:
        terms[term].add(number)
