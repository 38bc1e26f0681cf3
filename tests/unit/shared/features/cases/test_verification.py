"""Whatever somebody changes behind our back is found; what happened in the open is not."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.cases.changes import AppealAnswered, Appealed, Deleted, Edited, NoteAdded, Opened, Restored
from shared.features.cases.log import Body, LogEntry, digest_of, hash_of, read_body, sealed
from shared.features.cases.model import AppealState, CaseKind, CaseNote
from shared.features.cases.rules import fold, happening_of
from shared.features.cases.service import CaseService
from shared.features.cases.verification import Anchor, Finding, Flaw
from shared.features.cases.verifier import Verifier
from shared.kernel import json
from shared.kernel.errors import AppError, InvalidInputError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, BRUNO, MALLORY, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import NOON

CHANGES = st.sampled_from(
    [
        Edited(reason="insults"),
        Edited(hidden=True, links=[1]),
        NoteAdded(note=CaseNote(id="01", at=NOON, author=ADA, text="look", hidden=True)),
        Deleted(),
        Restored(),
        Appealed(text="sorry"),
        AppealAnswered(state=AppealState.REJECTED, answer="no"),
    ]
)
STEPS = st.lists(st.one_of(st.none(), st.tuples(st.integers(1, 6), CHANGES)), min_size=1, max_size=14)


class FakeAnchors:
    def __init__(self, *anchors: Anchor) -> None:
        self.kept = list(anchors)

    def of_guild(self, guild_id: Snowflake) -> list[Anchor]:
        return [anchor for anchor in self.kept if anchor.guild_id == guild_id]


def a_history(steps: list[Any]) -> tuple[FakeCases, CaseService]:
    """A guild in which all of this happened that can."""
    store = FakeCases()
    cases = a_case_service(store)
    cases.open(a_new_case())
    for step in steps:
        if step is None:
            cases.open(a_new_case(user=BRUNO))
            continue
        number, change = step
        try:
            cases.change(GUILD, number, change, ADA)
        except AppError:
            continue
    return store, cases


def verified(store: FakeCases, *anchors: Anchor) -> list[Finding]:
    verifier, cursor = Verifier(store, FakeAnchors(*anchors)), None
    found: list[Finding] = []
    while True:
        page = verifier.page(GUILD, cursor)
        found += page.findings
        cursor = page.next_cursor
        if cursor is None:
            return found


def anchor_of(store: FakeCases) -> Anchor:
    head = store.head(GUILD)
    return Anchor(guild_id=GUILD, seq=head.seq, hash=head.hash)


@settings(deadline=None)  # a history of some steps takes as long as the machine is busy
@given(STEPS)
def test_what_happened_in_the_open_is_sound(steps: list[Any]) -> None:
    store, _ = a_history(steps)

    assert verified(store, anchor_of(store)) == []


@settings(deadline=None)  # a history of some steps takes as long as the machine is busy
@given(STEPS)
def test_every_case_is_the_fold_of_its_entries(steps: list[Any]) -> None:
    store, _ = a_history(steps)

    for (_, number), case in store.stored.items():
        assert fold(happening_of(entry) for entry in store.log.values() if entry.number == number) == case


Tampering = Callable[[FakeCases, Callable[[int], int]], None]


def _change_entry(**changes: Any) -> Tampering:
    def tamper(store: FakeCases, pick: Callable[[int], int]) -> None:
        place = (GUILD, pick(len(store.log)) + 1)
        store.log[place] = replace(store.log[place], **changes)

    return tamper


def _change_words_and_digest(store: FakeCases, pick: Callable[[int], int]) -> None:
    entry = store.log[GUILD, pick(len(store.log)) + 1]
    body = entry.body.replace("Ada", "Eve")
    store.log[GUILD, entry.seq] = replace(entry, body=body, digest=digest_of(entry.salt, body), salt=entry.salt + "00")


def _change_and_seal_anew(store: FakeCases, pick: Callable[[int], int]) -> None:
    entry = store.log[GUILD, pick(len(store.log)) + 1]
    changed = replace(entry, actor=Snowflake(99))
    store.log[GUILD, entry.seq] = replace(changed, hash=hash_of(changed))


def _delete_entry(store: FakeCases, pick: Callable[[int], int]) -> None:
    del store.log[GUILD, pick(len(store.log)) + 1]


def _swap_entries(store: FakeCases, pick: Callable[[int], int]) -> None:
    first = pick(len(store.log) - 1) + 1
    one, other = store.log[GUILD, first], store.log[GUILD, first + 1]
    store.log[GUILD, first] = replace(other, seq=first)
    store.log[GUILD, first + 1] = replace(one, seq=first + 1)


def _double_an_entry(store: FakeCases, pick: Callable[[int], int]) -> None:
    last = len(store.log)
    store.log[GUILD, last + 1] = replace(store.log[GUILD, pick(last) + 1], seq=last + 1)


def _change_case(**changes: Any) -> Tampering:
    def tamper(store: FakeCases, pick: Callable[[int], int]) -> None:
        place = (GUILD, pick(len(store.stored)) + 1)
        store.stored[place] = replace(store.stored[place], **changes)

    return tamper


def _forget_an_entry_in_its_case(store: FakeCases, pick: Callable[[int], int]) -> None:
    number = pick(len(store.stored)) + 1
    entries = store.stored[GUILD, number].entries[:-1]
    folded = fold(happening_of(store.log[GUILD, seq]) for seq in entries)
    if folded is None:
        del store.stored[GUILD, number]
    else:
        store.stored[GUILD, number] = folded


def _delete_case(store: FakeCases, pick: Callable[[int], int]) -> None:
    del store.stored[GUILD, pick(len(store.stored)) + 1]


def _invent_case(store: FakeCases, pick: Callable[[int], int]) -> None:
    number = store.head(GUILD).number + 1 + pick(5)
    store.stored[GUILD, number] = replace(store.stored[GUILD, 1], number=number)


def _change_head(**changes: Any) -> Tampering:
    def tamper(store: FakeCases, pick: Callable[[int], int]) -> None:
        store.heads[GUILD] = replace(store.heads[GUILD], **changes)

    return tamper


TAMPERINGS: dict[str, Tampering] = {
    "words": _change_entry(body=json.encode(Body(by=BRUNO, change=Deleted())).decode()),
    "no words": _change_entry(body=""),
    "digest": _change_entry(digest="0" * 64),
    "words and digest": _change_words_and_digest,
    "who": _change_entry(actor=Snowflake(99)),
    "when": _change_entry(at=NOON.replace(year=2001)),
    "which": _change_entry(number=77),
    "what": _change_entry(what="nothing"),
    "sealed anew": _change_and_seal_anew,
    "hash": _change_entry(hash="f" * 64),
    "an entry gone": _delete_entry,
    "reordered": _swap_entries,
    "doubled": _double_an_entry,
    "reason": _change_case(reason="because"),
    "kind": _change_case(kind=CaseKind.PURGE),
    "user": _change_case(user=None),
    "entries": _change_case(entries=[1, 1]),
    "an entry forgotten": _forget_an_entry_in_its_case,
    "a case gone": _delete_case,
    "a case invented": _invent_case,
    "head's hash": _change_head(hash="f" * 64),
    "head's end": _change_head(seq=0),
    "head's number": _change_head(number=0),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
@settings(deadline=None)  # a history of some steps takes as long as the machine is busy
@given(steps=STEPS, at=st.integers(0, 1_000))
def test_what_is_changed_behind_our_back_is_found(tamper: Tampering, steps: list[Any], at: int) -> None:
    store, _ = a_history([None, *steps])
    assert len(store.log) > 1

    tamper(store, lambda count: at % count)

    assert verified(store) != []


def a_log_rewritten(store: FakeCases, entries: list[LogEntry]) -> None:
    """Seal entries anew, as whoever can write to the tables could, cases and head included."""
    head = store.head(GUILD)
    store.log.clear()
    prev = "0" * 64
    for place, entry in enumerate(entries, 1):
        new, _ = sealed(
            read_body(entry.body),
            guild_id=GUILD, seq=place, number=entry.number, at=entry.at, salt=entry.salt, prev=prev,
        )  # fmt: skip
        store.log[GUILD, place], prev = new, new.hash
    numbers = {entry.number for entry in entries}
    store.stored.clear()
    for number in numbers:
        folded = fold(happening_of(entry) for entry in store.log.values() if entry.number == number)
        assert folded
        store.stored[GUILD, number] = folded
    store.heads[GUILD] = replace(head, seq=len(entries), hash=prev, number=max(numbers, default=0))


def test_a_log_that_was_cut_off_as_a_whole_is_found_by_its_anchor() -> None:
    store, cases = a_history([None, None])
    anchor = anchor_of(store)

    a_log_rewritten(store, list(store.log.values())[:-1])

    assert verified(store) == []
    assert [finding.flaw for finding in verified(store, anchor)] == [Flaw.TRUNCATED]
    cases.open(a_new_case())
    cases.open(a_new_case())
    assert [finding.flaw for finding in verified(store, anchor)] == [Flaw.ANCHOR]


@settings(deadline=None)  # a history of some steps takes as long as the machine is busy
@given(STEPS, st.integers(0, 1_000))
def test_a_log_that_was_rewritten_as_a_whole_is_found_by_its_anchor(steps: list[Any], at: int) -> None:
    store, _ = a_history(steps)
    anchor = anchor_of(store)
    entries = list(store.log.values())
    chosen = at % len(entries)
    body = read_body(entries[chosen].body)
    entries[chosen] = replace(entries[chosen], body=json.encode(replace(body, by=MALLORY)).decode())

    a_log_rewritten(store, entries)

    assert Flaw.ANCHOR in {finding.flaw for finding in verified(store, anchor)}


def test_verifying_goes_on_where_it_was_and_sees_what_came_meanwhile() -> None:
    store, cases = a_history([])
    verifier = Verifier(store, FakeAnchors())
    cases.open_many([(a_new_case(), None) for _ in range(20)])
    for number in range(1, 21):
        for _ in range(26):
            cases.change(GUILD, number, Edited(hidden=True), ADA)

    first = verifier.page(GUILD)
    cases.open(a_new_case())
    rest = verifier.page(GUILD, first.next_cursor)
    last = verifier.page(GUILD, rest.next_cursor)

    assert (first.checked_entries, first.entries) == (500, 541)
    assert (rest.checked_entries, rest.checked_cases, last.checked_cases) == (542, 0, 22)
    assert [*first.findings, *rest.findings, *last.findings] == []
    assert last.next_cursor is None


def test_what_is_no_cursor_is_refused() -> None:
    verifier = Verifier(FakeCases(), FakeAnchors())

    for cursor in ("x", "Ω", "WyJ4Il0", "bnVsbA"):
        with pytest.raises(InvalidInputError):
            verifier.page(GUILD, cursor)


def test_an_opening_says_what_was_opened() -> None:
    store, _ = a_history([])

    change = read_body(store.log[GUILD, 1].body).change

    assert isinstance(change, Opened)
    assert change.case == a_new_case()
