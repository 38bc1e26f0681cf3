"""A search finds what a look at every case would find, in its order, page by page."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.features.cases import searching
from shared.features.cases.changes import Appealed, Deleted, Edited
from shared.features.cases.model import AppealState, CaseKind, CaseSource, CaseState, Named
from shared.features.cases.ports import BLOCK
from shared.features.cases.query import CaseQuery
from shared.features.cases.terms import matches
from shared.features.cases.words import wanted_of
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, BRUNO, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import NOON

USERS = [Named(user_id=Snowflake(100 + each), name=f"User {each}") for each in range(4)]
KINDS = [CaseKind.WARN, CaseKind.BAN, CaseKind.NOTE]
REASONS = ["spam", "spamming links", "raid", "a raid with spam", "insults", None]

QUERIES = st.builds(
    CaseQuery,
    user_id=st.sampled_from([None, *(user.user_id for user in USERS)]),
    moderator_id=st.sampled_from([None, ADA.user_id, BRUNO.user_id]),
    kind=st.sampled_from([None, *KINDS]),
    state=st.sampled_from([None, CaseState.DONE, CaseState.FAILED]),
    source=st.sampled_from([None, CaseSource.WEB, CaseSource.DISCORD]),
    text=st.sampled_from(["", "", "spam", "sp", "raid sp", "insults ", "user 2", "17", "102", "nothing"]),
    after=st.sampled_from([None, NOON + timedelta(days=20)]),
    before=st.sampled_from([None, NOON + timedelta(days=30)]),
    appeal=st.sampled_from([None, None, AppealState.OPEN]),
    bin=st.booleans(),
)


def a_guild(count: int) -> FakeCases:
    """A guild in which everything is mixed, over several blocks; one case in seven is in the bin."""
    store = FakeCases()
    cases = a_case_service(store)
    for number in range(count):
        given: dict[str, Any] = {
            "user": USERS[number % 3] if number % 50 else USERS[3],
            "moderator": (ADA, BRUNO, None)[number % 11 % 3],
            "kind": KINDS[number % 5 % 3],
            "state": CaseState.FAILED if number % 13 == 0 else CaseState.DONE,
            "source": CaseSource.DISCORD if number % 2 else CaseSource.WEB,
            "reason": REASONS[number % 17 % 6],
            "at": NOON + timedelta(hours=number + (number % 7) * 5),
        }
        cases.open(a_new_case(**given))
        if number % 19 == 0:
            cases.change(GUILD, number + 1, Appealed(text="please"), None)
        if number % 23 == 0:
            cases.change(GUILD, number + 1, Edited(reason="insults"), ADA)
        if number % 7 == 0:
            cases.change(GUILD, number + 1, Deleted(), ADA)
    return store


STORE = a_guild(4 * BLOCK + 30)


def found_by_looking(query: CaseQuery) -> list[int]:
    wanted = wanted_of(query.text)
    return sorted((case.number for case in STORE.stored.values() if matches(case, query, wanted)), reverse=True)


def found_by_pages(query: CaseQuery, limit: int) -> list[int]:
    cases, cursor, found = a_case_service(STORE), None, list[int]()
    while True:
        page = cases.search(GUILD, query, cursor, limit)
        assert len(page.items) <= limit
        if page.total is not None:
            assert page.total == len(found_by_looking(query))
        found += [case.number for case in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


@given(QUERIES, st.integers(20, 100))
@settings(max_examples=150, deadline=None)
def test_a_search_finds_what_a_look_at_every_case_finds(query: CaseQuery, limit: int) -> None:
    assert found_by_pages(query, limit) == found_by_looking(query)


def test_a_page_in_which_nearly_nothing_matches_goes_on_with_the_next(monkeypatch: Any) -> None:
    monkeypatch.setattr(searching, "MOST_READ", 100)
    query = CaseQuery(state=CaseState.DONE, moderator_id=ADA.user_id, bin=True)

    assert found_by_pages(query, 50) == found_by_looking(query)
