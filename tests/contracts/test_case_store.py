"""Cases keep the same promises in DynamoDB and in memory."""

import os

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.cases.changes import Deleted, Edited, NoteAdded, Opened, Restored
from shared.features.cases.model import CaseKind, CaseNote, CaseState, Named
from shared.features.cases.ports import BLOCK, CaseStore, Outcome
from shared.features.cases.query import CaseQuery
from shared.features.cases.service import MOST_AT_ONCE, CaseService
from shared.features.cases.table import CaseTable
from shared.features.cases.verifier import Verifier
from shared.features.cases.writing import Draft
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, BRUNO, MALLORY, a_new_case
from tests.fakes.cases import FakeCases, NoAnchors, a_case_service
from tests.fakes.clock import NOON, FakeClock


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> CaseStore:
    if request.param == "fake":
        return FakeCases()
    aws: AwsConfig = request.getfixturevalue("aws")
    return CaseTable(dynamodb_client(aws), aws)


@pytest.fixture
def guild_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(6)) + 1)


@pytest.fixture
def cases(store: CaseStore) -> CaseService:
    return a_case_service(store)


def numbers(cases: CaseService, guild_id: Snowflake, query: CaseQuery) -> list[int]:
    return [case.number for case in cases.search(guild_id, query, None, 50).items]


def test_a_case_is_read_as_it_was_written(cases: CaseService, guild_id: Snowflake) -> None:
    opened = cases.open(a_new_case(guild_id=guild_id, details={"role_ids": [Snowflake(9)]}), key="interaction:1")

    changed = cases.change(guild_id, 1, Edited(reason="insults"), BRUNO)

    assert opened.number == 1
    assert cases.get(guild_id, 1) == cases.by_key(guild_id, "interaction:1") == changed
    assert [entry.what for entry in cases.history(guild_id, 1)] == ["opened", "edited"]


def test_who_comes_second_is_told_so(store: CaseStore, guild_id: Snowflake) -> None:
    drafts = [Draft(store.head(guild_id), NOON, lambda: "00") for _ in range(2)]
    for draft in drafts:
        draft.open(Opened(case=a_new_case(guild_id=guild_id)), ADA)

    outcomes = [store.commit(draft.commit()) for draft in drafts]

    assert outcomes == [Outcome.DONE, Outcome.MOVED]
    assert store.head(guild_id).number == 1


def test_a_key_is_used_once(store: CaseStore, guild_id: Snowflake) -> None:
    def commit() -> Outcome:
        draft = Draft(store.head(guild_id), NOON, lambda: "00")
        draft.open(Opened(case=a_new_case(guild_id=guild_id)), ADA, "once")
        return store.commit(draft.commit())

    assert [commit(), commit()] == [Outcome.DONE, Outcome.KEY_USED]
    assert store.number_of_key(guild_id, "once") == 1
    assert store.number_of_key(guild_id, "never") is None


def test_cases_are_found_by_all_that_is_given(cases: CaseService, guild_id: Snowflake) -> None:
    cases.open(a_new_case(guild_id=guild_id, reason="Spam in général"))
    cases.open(a_new_case(guild_id=guild_id, reason="spamming", kind=CaseKind.BAN, moderator=BRUNO))
    cases.open(a_new_case(guild_id=guild_id, reason="insults", user=Named(user_id=Snowflake(7), name="Zoë Straße")))
    cases.open(a_new_case(guild_id=guild_id, state=CaseState.PENDING))

    found = {
        "spam": numbers(cases, guild_id, CaseQuery(text="spam")),
        "whole": numbers(cases, guild_id, CaseQuery(text="spam ")),
        "both": numbers(cases, guild_id, CaseQuery(text="GENERAL spa")),
        "name": numbers(cases, guild_id, CaseQuery(text="zoe strass")),
        "number": numbers(cases, guild_id, CaseQuery(text="#2")),
        "id": numbers(cases, guild_id, CaseQuery(text="7")),
        "kind": numbers(cases, guild_id, CaseQuery(kind=CaseKind.BAN)),
        "who": numbers(cases, guild_id, CaseQuery(moderator_id=BRUNO.user_id, text="spam")),
        "neither": numbers(cases, guild_id, CaseQuery(moderator_id=BRUNO.user_id, kind=CaseKind.WARN)),
        "pending": numbers(cases, guild_id, CaseQuery(state=CaseState.PENDING)),
        "done": numbers(cases, guild_id, CaseQuery(state=CaseState.DONE)),
    }

    assert found == {
        "spam": [4, 2, 1],
        "whole": [4, 1],
        "both": [1],
        "name": [3],
        "number": [2],
        "id": [3],
        "kind": [2],
        "who": [2],
        "neither": [],
        "pending": [4],
        "done": [3, 2, 1],
    }


def test_what_is_no_more_true_of_a_case_finds_it_no_more(cases: CaseService, guild_id: Snowflake) -> None:
    cases.open(a_new_case(guild_id=guild_id))
    cases.change(guild_id, 1, Edited(reason="insults"), ADA)
    cases.change(guild_id, 1, NoteAdded(note=CaseNote(id="1", at=NOON, author=ADA, text="again", hidden=True)), ADA)
    cases.change(guild_id, 1, Deleted(), ADA)

    binned = numbers(cases, guild_id, CaseQuery(bin=True, text="insults again"))
    outside = numbers(cases, guild_id, CaseQuery(text="insults"))
    cases.change(guild_id, 1, Restored(), ADA)

    assert (binned, outside) == ([1], [])
    assert numbers(cases, guild_id, CaseQuery(text="insults")) == [1]
    assert numbers(cases, guild_id, CaseQuery(text="spam")) == numbers(cases, guild_id, CaseQuery(bin=True)) == []


def test_pages_and_dates_go_over_blocks(cases: CaseService, guild_id: Snowflake, store: CaseStore) -> None:
    clock = FakeClock()
    count = BLOCK + 30
    for _ in range(0, count, 22):
        news = [(a_new_case(guild_id=guild_id, at=clock()), None) for _ in range(22)]
        cases.open_many(news)
        clock.pass_time(days=1)

    first = cases.search(guild_id, CaseQuery(text="spam"), None, 50)
    second = cases.search(guild_id, CaseQuery(text="spam"), first.next_cursor, 50)
    early = cases.search(guild_id, CaseQuery(before=NOON.replace(day=2)), None, 50)

    assert [case.number for case in [*first.items, *second.items]] == list(range(286, 186, -1))
    assert [case.number for case in early.items] == list(range(22, 0, -1))
    assert (first.total, early.total) == (None, 22)
    assert cases.search(guild_id, CaseQuery(), None, 10).total == 286


def test_the_most_words_that_a_reason_can_have_find_it(cases: CaseService, guild_id: Snowflake) -> None:
    words = [f"{left}{right}" for left in "abcdefghijkl" for right in "abcdefghijk"]

    cases.open(a_new_case(guild_id=guild_id, reason=" ".join(words)))

    assert all(numbers(cases, guild_id, CaseQuery(text=f"{word} ")) == [1] for word in words[::13])


def test_counts_are_kept(cases: CaseService, guild_id: Snowflake) -> None:
    cases.open_many([(a_new_case(guild_id=guild_id), None), (a_new_case(guild_id=guild_id, moderator=BRUNO), None)])
    cases.open(a_new_case(guild_id=guild_id, kind=CaseKind.KICK))
    cases.change(guild_id, 2, Deleted(), MALLORY)

    facets = cases.search(guild_id, CaseQuery(), None, 1).facets

    assert facets
    assert facets.kinds == {CaseKind.WARN: 1, CaseKind.KICK: 1}
    assert [(each.moderator, each.cases) for each in facets.moderators] == [(ADA, 2)]


def test_another_guild_sees_nothing(cases: CaseService, guild_id: Snowflake) -> None:
    cases.open(a_new_case(guild_id=guild_id))
    other = Snowflake(guild_id + 1)

    assert numbers(cases, other, CaseQuery(text="spam")) == numbers(cases, other, CaseQuery()) == []
    assert cases.of_user(other, MALLORY.user_id) == []


def test_a_log_that_nobody_touched_is_sound(cases: CaseService, store: CaseStore, guild_id: Snowflake) -> None:
    cases.open_many([(a_new_case(guild_id=guild_id), None) for _ in range(3)])
    cases.change(guild_id, 2, Edited(links=[1, 3]), ADA)

    entries = Verifier(store, NoAnchors()).page(guild_id)
    result = Verifier(store, NoAnchors()).page(guild_id, entries.next_cursor)

    assert entries.findings == result.findings == []
    assert (result.checked_entries, result.checked_cases, result.next_cursor) == (6, 3, None)


def test_as_many_as_can_be_opened_at_once_may_each_be_somebody_elses(cases: CaseService, guild_id: Snowflake) -> None:
    """Each of them is an item more in DynamoDB's transaction, which holds 100."""
    moderators = [Named(user_id=Snowflake(1_000 + each), name=f"moderator {each}") for each in range(MOST_AT_ONCE)]

    opened = cases.open_many(
        [
            (a_new_case(guild_id=guild_id, moderator=each, user=BRUNO), f"audit:{number}")
            for number, each in enumerate(moderators)
        ]
    )

    assert [case.moderator for case in opened] == moderators
    assert [case.number for case in opened] == list(range(1, MOST_AT_ONCE + 1))
