"""Is the log as it was written, and is every case what its entries add up to?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from shared.features.cases import rules
from shared.features.cases.changes import Erased
from shared.features.cases.log import LogEntry, digest_of, hash_of, read_body
from shared.features.cases.model import Case
from shared.features.cases.ports import BLOCK, CaseStore, Head, block_of
from shared.features.cases.verification import Anchor, Anchors, Finding, Flaw, Place, Verification, cursor_of, place_of
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake

ENTRIES_PER_PAGE: Final = 500
CASES_PER_PAGE: Final = BLOCK
READ_AT_ONCE: Final = 100


class Verifier:
    """Entries first, then cases; pages may lie hours apart, and others write meanwhile."""

    def __init__(self, store: CaseStore, anchors: Anchors) -> None:
        self._store = store
        self._anchors = anchors

    def page(self, guild_id: Snowflake, cursor: str | None = None) -> Verification:
        """Look at some entries or cases; raise `InvalidInputError` for a cursor that is none."""
        place = place_of(cursor)
        anchors = self._anchors.of_guild(guild_id)
        if place.in_cases:
            findings, following, head = self._cases(guild_id, place)
        else:
            findings, following, head = self._entries(guild_id, place, anchors)
        at = following or Place(seq=head.seq, number=head.number, in_cases=True)
        return Verification(
            entries=head.seq,
            checked_entries=head.seq if at.in_cases else at.seq,
            cases=head.number,
            checked_cases=min(at.number, head.number),
            anchors=len(anchors),
            findings=findings,
            next_cursor=None if following is None else cursor_of(following),
        )

    def _entries(
        self, guild_id: Snowflake, place: Place, anchors: Sequence[Anchor]
    ) -> tuple[list[Finding], Place | None, Head]:
        """Look at the entries behind a place: read before the head, they are none that it does not know."""
        entries = self._store.entries_after(guild_id, place.seq, ENTRIES_PER_PAGE)
        head = self._store.head(guild_id)
        findings = [*_chain_flaws(entries, place), *_anchor_flaws(entries, anchors)]
        findings += self._words_flaws(guild_id, entries)
        seq, hash_ = (entries[-1].seq, entries[-1].hash) if entries else (place.seq, place.hash)
        if len(entries) == ENTRIES_PER_PAGE and seq < head.seq:
            return findings, Place(seq=seq, hash=hash_), head
        return [*findings, *_end_flaws(seq, hash_, head, anchors)], Place(in_cases=True), head

    def _words_flaws(self, guild_id: Snowflake, entries: Sequence[LogEntry]) -> Iterator[Finding]:
        """Find entries that say something else than they did, and those that their case does not know."""
        cases = {case.number: case for case in self._read(guild_id, sorted({entry.number for entry in entries}))}
        for entry in entries:
            case = cases.get(entry.number)
            if not is_attested(entry, self._erasures(guild_id, entry, case)):
                yield Finding(flaw=Flaw.BODY, seq=entry.seq, number=entry.number)
            if case is None or entry.seq not in case.entries:
                yield Finding(flaw=Flaw.CASE, seq=entry.seq, number=entry.number)

    def _erasures(self, guild_id: Snowflake, entry: LogEntry, case: Case | None) -> list[Erased]:
        """Return what may explain that an entry's words are other ones."""
        if case is None or digest_of(entry.salt, entry.body) == entry.digest:
            return []
        later = self._store.entries(guild_id, [seq for seq in case.entries if seq > entry.seq])
        return [change for each in later if isinstance(change := _said(each), Erased)]

    def _cases(self, guild_id: Snowflake, place: Place) -> tuple[list[Finding], Place | None, Head]:
        """Look at a block of cases: read before the head, which knows them all."""
        block = block_of(place.number)
        numbers = range(max(1, block * BLOCK), (block + 1) * BLOCK)
        cases = {case.number: case for case in self._read(guild_id, numbers)}
        entries = self._entries_of(guild_id, cases.values())
        head = self._store.head(guild_id)
        findings = [
            Finding(flaw=Flaw.CASE, number=number)
            for number in numbers
            if (number <= head.number or number in cases) and not _is_fold(cases.get(number), entries, head)
        ]
        done = numbers.stop > head.number
        return findings, None if done else Place(number=numbers.stop, in_cases=True), head

    def _read(self, guild_id: Snowflake, numbers: Sequence[int]) -> Iterator[Case]:
        for start in range(0, len(numbers), READ_AT_ONCE):
            yield from self._store.cases(guild_id, numbers[start : start + READ_AT_ONCE])

    def _entries_of(self, guild_id: Snowflake, cases: Iterable[Case]) -> dict[int, LogEntry]:
        seqs = sorted({seq for case in cases for seq in case.entries})
        found: dict[int, LogEntry] = {}
        for start in range(0, len(seqs), READ_AT_ONCE):
            found |= {each.seq: each for each in self._store.entries(guild_id, seqs[start : start + READ_AT_ONCE])}
        return found


def is_attested(entry: LogEntry, erasures: Sequence[Erased]) -> bool:
    """Tell whether an entry says what it said, or what a later one says that it says now."""
    digest = digest_of(entry.salt, entry.body)
    return digest == entry.digest or any(erased.digests.get(str(entry.seq)) == digest for erased in erasures)


def _chain_flaws(entries: Sequence[LogEntry], place: Place) -> Iterator[Finding]:
    seq, hash_ = place.seq, place.hash
    for entry in entries:
        if entry.seq != seq + 1:
            yield Finding(flaw=Flaw.MISSING, seq=seq + 1)
        elif entry.prev != hash_:
            yield Finding(flaw=Flaw.CHAIN, seq=entry.seq, number=entry.number)
        if hash_of(entry) != entry.hash:
            yield Finding(flaw=Flaw.CHAIN, seq=entry.seq, number=entry.number)
        seq, hash_ = entry.seq, entry.hash


def _anchor_flaws(entries: Sequence[LogEntry], anchors: Sequence[Anchor]) -> Iterator[Finding]:
    kept = {anchor.seq: anchor.hash for anchor in anchors}
    for entry in entries:
        if kept.get(entry.seq, entry.hash) != entry.hash:
            yield Finding(flaw=Flaw.ANCHOR, seq=entry.seq, number=entry.number)


def _end_flaws(seq: int, hash_: str, head: Head, anchors: Sequence[Anchor]) -> Iterator[Finding]:
    if seq < head.seq:
        yield Finding(flaw=Flaw.MISSING, seq=seq + 1)
    elif seq > head.seq:
        yield Finding(flaw=Flaw.TRUNCATED, seq=head.seq)
    elif hash_ != head.hash:
        yield Finding(flaw=Flaw.CHAIN, seq=seq)
    for anchor in anchors:
        if anchor.seq > max(seq, head.seq):
            yield Finding(flaw=Flaw.TRUNCATED, seq=anchor.seq)


def _is_fold(case: Case | None, entries: Mapping[int, LogEntry], head: Head) -> bool:
    if case is None or case.number > head.number:
        return False
    own = [entries[seq] for seq in case.entries if seq in entries]
    if len(own) != len(case.entries) or any(entry.number != case.number for entry in own):
        return False
    try:
        return rules.fold(map(rules.happening_of, own)) == case
    except AppError:
        return False


def _said(entry: LogEntry) -> object:
    try:
        return read_body(entry.body).change
    except AppError:
        return None
