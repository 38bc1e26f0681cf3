"""Open cases, change them, and read them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from msgspec import UNSET

from shared.features.cases.changes import CaseChange, Edited, Opened
from shared.features.cases.cursors import cursor_of, place_of
from shared.features.cases.log import read_body
from shared.features.cases.model import Case, CaseState, Named, NewCase
from shared.features.cases.namelessness import without_person
from shared.features.cases.ports import CaseStore, Head, Outcome
from shared.features.cases.query import CaseEntry, CasePage, CaseQuery, Facets
from shared.features.cases.searching import Search
from shared.features.cases.turns import FreeTurns, Turns
from shared.features.cases.writing import Draft
from shared.features.notices.model import Notice
from shared.features.notices.ports import Teller
from shared.kernel import json
from shared.kernel.errors import InvalidInputError, NotFoundError, StaleViewError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeTopic

ATTEMPTS: Final = 60  # writers of one guild come one after the other: so many may be before this one
MOST_AT_ONCE: Final = 24  # each may take four of the 100 items that one of DynamoDB's transactions holds
MOST_PAGE_BYTES: Final = 1_000_000  # of cases: a function answers with 6 MB at most, whatever is in their notes
MOST_NEW_LINKS: Final = 20
MOST_REWRITTEN: Final = 50  # entries in one transaction
TOP_MODERATORS: Final = 50

SALT_BYTES: Final = 10

Drawn = TypeVar("Drawn")
NewCases = Sequence[tuple[NewCase, str | None]]


class CaseService:
    """`entropy` returns 80 random bits; `pause` waits a while before the attempt of that number, at random.

    `notices` makes what tells the guild's pages of each change; without it nobody is told.
    """

    def __init__(
        self,
        store: CaseStore,
        *,
        clock: Callable[[], datetime],
        entropy: Callable[[], int],
        pause: Callable[[int], None],
        turns: Turns | None = None,
        notices: Callable[[], Teller] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._pause = pause
        self._turns = turns or FreeTurns()
        self._notices = notices

    def open(self, new: NewCase, *, key: str | None = None) -> Case:
        """Number a case and store it; where the key was used before, return the case that it opened then."""
        return self.open_many([(new, key)])[0]

    def open_many(self, news: NewCases) -> list[Case]:
        """Open up to 24 cases of one guild, in their order; all of them, or none, but for those opened before."""
        if not news:
            return []
        if len(news) > MOST_AT_ONCE or len({new.guild_id for new, _ in news}) != 1:
            raise ValueError(f"up to {MOST_AT_ONCE} cases of one guild")
        guild_id = news[0][0].guild_id

        def draw_up(draft: Draft) -> list[Case]:
            opened = [self.by_key(guild_id, key) if key else None for _, key in news]
            return [
                before or draft.open(Opened(case=new), new.moderator, _opening(key) if key else None)
                for before, (new, key) in zip(opened, news, strict=True)
            ]

        return self._committed(guild_id, draw_up, tells=any(new.state is not CaseState.PENDING for new, _ in news))

    def change(
        self,
        guild_id: Snowflake,
        number: int,
        change: CaseChange,
        by: Named | None,
        *,
        key: str | None = None,
        revision: int | None = None,
    ) -> Case:
        """Let something happen to a case; with a key that was used before for this case, nothing happens.

        Raise `NotFoundError`, `ConflictError` where it makes no sense, `StaleViewError` where `revision` is not the
        current one.
        """
        used = _changing(number, key) if key else None

        def draw_up(draft: Draft) -> Case:
            case = self.get(guild_id, number)
            if used and self._store.number_of_key(guild_id, used) is not None:
                return case
            if revision is not None and revision != case.revision:
                raise StaleViewError(details={"revision": case.revision})
            self._link_back(draft, case, change, by)
            return draft.change(case, change, by, used)

        return self._committed(guild_id, draw_up)

    def get(self, guild_id: Snowflake, number: int) -> Case:
        """Return a case, one in the recycle bin included; raise `NotFoundError`."""
        case = self._store.case(guild_id, number)
        if case is None:
            raise NotFoundError
        return case

    def by_key(self, guild_id: Snowflake, key: str) -> Case | None:
        """Return the case that was opened with a key."""
        number = self._store.number_of_key(guild_id, _opening(key))
        return None if number is None else self.get(guild_id, number)

    def of_user(
        self, guild_id: Snowflake, user_id: Snowflake, *, since: datetime | None = None, limit: int = 100
    ) -> list[Case]:
        """Return the cases about a user, the newest first, what was just written included, none from the bin."""
        head = self._store.head(guild_id)
        found, _ = Search(self._store, head, CaseQuery(user_id=user_id, after=since)).page(None, limit)
        return found

    def search(self, guild_id: Snowflake, query: CaseQuery, cursor: str | None, limit: int) -> CasePage:
        """Find cases; raise `InvalidInputError` for a cursor that is none."""
        head = self._store.head(guild_id)
        found, following = Search(self._store, head, query).page(place_of(cursor), limit)
        items = _light(found)
        if len(items) < len(found):
            following = items[-1].number
        first = cursor is None
        return CasePage(
            items=items,
            next_cursor=None if following is None else cursor_of(following),
            total=_total(head, query, len(items) if first and following is None else None),
            facets=self._facets(head) if first and query == CaseQuery() else None,
        )

    def history(self, guild_id: Snowflake, number: int) -> list[CaseEntry]:
        """Return what happened to a case, the oldest first."""
        seqs = self.get(guild_id, number).entries
        found = self._store.entries(guild_id, seqs)
        return [
            CaseEntry(seq=entry.seq, at=entry.at, by=said.by, what=entry.what, change=said.change, hash=entry.hash)
            for entry in found
            for said in [read_body(entry.body)]
        ]

    def erase_person(self, guild_id: Snowflake, number: int, user_id: Snowflake) -> bool:
        """Make somebody nameless in a case and its entries, without what they said; tell whether they were there.

        A new entry says that it was done, and what the old ones are now.
        """

        def draw_up(draft: Draft) -> bool:
            case = self.get(guild_id, number)
            entries = self._store.entries(guild_id, case.entries)
            bodies = {entry.seq: without_person(entry, case, user_id) for entry in entries}
            other = {entry.seq: bodies[entry.seq] for entry in entries if bodies[entry.seq] != entry.body}
            if other:
                draft.erase(case, entries, dict(list(other.items())[:MOST_REWRITTEN]))
            return bool(other)

        erased = self._committed(guild_id, draw_up)
        return erased and (self.erase_person(guild_id, number, user_id) or True)

    def _committed(self, guild_id: Snowflake, draw_up: Callable[[Draft], Drawn], *, tells: bool = True) -> Drawn:
        """Commit what is drawn up from the guild's head; anew from the new head where somebody else was first.

        What opens as pending `tells` nobody: it is settled in a moment, and told of then.
        """
        with self._turns.hold(guild_id):
            drawn, draft = self._tried(guild_id, draw_up)
        if tells and self._notices is not None and draft.last is not None:
            self._notices().tell(guild_id, Notice(topic=NoticeTopic.CASE, id=str(draft.last)))
        return drawn

    def _tried(self, guild_id: Snowflake, draw_up: Callable[[Draft], Drawn]) -> tuple[Drawn, Draft]:
        for attempt in range(ATTEMPTS):
            if attempt:
                self._pause(attempt)
            draft = Draft(self._store.head(guild_id), self._clock(), self._salt)
            drawn = draw_up(draft)
            if draft.last is None or self._store.commit(draft.commit()) is Outcome.DONE:
                return drawn, draft
        raise StoreUnavailableError

    def _link_back(self, draft: Draft, case: Case, change: CaseChange, by: Named | None) -> None:
        """Link the cases that a case is newly linked to with it, and unlink those that it was linked to."""
        if not isinstance(change, Edited) or change.links is UNSET:
            return
        old, new = set(case.links), set(change.links) - {case.number}
        if len(old ^ new) > MOST_NEW_LINKS:
            raise InvalidInputError(details={"problem": f"at most {MOST_NEW_LINKS} links at once"})
        others = {each.number: each for each in self._store.cases(case.guild_id, sorted(old ^ new))}
        if missing := sorted(new - old - others.keys()):
            raise NotFoundError(details={"numbers": missing})
        for other in others.values():
            links = set(other.links) | {case.number} if other.number in new else set(other.links) - {case.number}
            if links != set(other.links) and other.deleted_at is None:
                draft.change(other, Edited(links=sorted(links)), by)

    def _facets(self, head: Head) -> Facets:
        moderators = sorted(self._store.moderators(head.guild_id), key=lambda each: each.cases, reverse=True)
        return Facets(
            kinds={kind: count for kind, count in head.kinds.items() if count}, moderators=moderators[:TOP_MODERATORS]
        )

    def _salt(self) -> str:
        return self._entropy().to_bytes(SALT_BYTES).hex()


def _light(cases: list[Case]) -> list[Case]:
    """Return the first cases, as far as they fit into an answer; at least one of them."""
    left = MOST_PAGE_BYTES
    for place, case in enumerate(cases):
        left -= len(json.encode(case))
        if left < 0:
            return cases[: max(1, place)]
    return cases


def _opening(key: str) -> str:
    return f"open#{key}"


def _changing(number: int, key: str) -> str:
    return f"change#{number}#{key}"


def _total(head: Head, query: CaseQuery, counted: int | None) -> int | None:
    """Return how many cases there are, where the head tells or all were `counted`."""
    if query == CaseQuery():
        return head.number - head.deleted
    if query.kind and query == CaseQuery(kind=query.kind):
        return head.kinds.get(query.kind, 0)
    return head.deleted if query == CaseQuery(bin=True) else counted
