"""Who is erased is nameless in every case, what was done stays, and the log still is as it was written."""

from datetime import timedelta

import pytest

from shared.features.cases.changes import Appealed, Edited, NoteAdded, Settled
from shared.features.cases.model import CaseKind, CaseNote, CaseState
from shared.features.cases.namelessness import NAMELESS
from shared.features.cases.personal import ErasedCases, PersonalCases
from shared.features.cases.query import CaseQuery
from shared.features.cases.verification import Flaw
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, BRUNO, MALLORY, a_new_case
from tests.factories.events import GUILD
from tests.fakes.cases import FakeCases, a_case_service
from tests.fakes.clock import NOON, FakeClock
from tests.unit.shared.features.cases.test_verification import verified

OTHER = Snowflake(GUILD + 1)


class Place:
    """Mallory was warned and renamed by Ada, and appealed; Bruno noted something; elsewhere Mallory moderates."""

    def __init__(self) -> None:
        self.store, self.clock = FakeCases(), FakeClock()
        self.cases = a_case_service(self.store, self.clock)
        self.personal = PersonalCases(self.store, self.cases, self.clock)
        self.cases.open(a_new_case(reason="spam"))
        note = CaseNote(id="01", at=NOON, author=BRUNO, text="look again", hidden=True)
        self.cases.change(GUILD, 1, NoteAdded(note=note), BRUNO)
        self.cases.change(GUILD, 1, Appealed(text="it was my cat"), MALLORY)
        self.cases.open(a_new_case(kind=CaseKind.NICK, state=CaseState.PENDING, details={"nick": "Mal", "before": "M"}))
        self.cases.change(GUILD, 2, Settled(state=CaseState.DONE, details={"before": "Malle"}), None)
        self.cases.open(a_new_case(guild_id=OTHER, user=BRUNO, moderator=MALLORY))


@pytest.fixture
def place() -> Place:
    return Place()


def test_a_person_is_nameless_everywhere_and_what_was_done_stays(place: Place) -> None:
    erased = place.personal.erase(MALLORY.user_id)

    warn, nick, by_them = (place.store.stored[where] for where in ((GUILD, 1), (GUILD, 2), (OTHER, 1)))
    assert erased == ErasedCases(cases=3, complete=True)
    assert warn.user
    assert warn.appeal
    assert by_them.moderator
    assert (warn.user.name, warn.user.user_id, warn.reason) == (NAMELESS, MALLORY.user_id, "spam")
    assert (warn.appeal.text, nick.details, by_them.moderator.name) == ("", {}, NAMELESS)
    everything = f"{place.store.log} {place.store.stored}"
    assert not any(word in everything for word in ("Mallory", "my cat", "Malle"))
    assert "Ada" in everything


def test_a_log_with_erased_names_is_as_it_was_written(place: Place) -> None:
    place.personal.erase(MALLORY.user_id)
    place.personal.erase(ADA.user_id)

    assert verified(place.store) == []
    assert [entry.what for entry in place.cases.history(GUILD, 1)][-2:] == ["erased", "erased"]


def test_what_somebody_else_puts_in_place_of_an_erased_entry_is_found(place: Place) -> None:
    place.personal.erase(MALLORY.user_id)
    entry = place.store.log[GUILD, 1]

    place.store.log[GUILD, 1] = type(entry)(
        **{**{name: getattr(entry, name) for name in entry.__struct_fields__}, "body": entry.body.replace("spam", "x")}
    )

    assert {finding.flaw for finding in verified(place.store)} == {Flaw.BODY, Flaw.CASE}


def test_who_only_wrote_a_note_or_changed_something_is_found_too(place: Place) -> None:
    place.cases.change(GUILD, 2, Edited(hidden=True), BRUNO)

    erased = place.personal.erase(BRUNO.user_id)

    assert erased.cases == 3
    assert "Bruno" not in f"{place.store.log} {place.store.stored}"
    assert place.store.stored[GUILD, 1].notes[0].text == "look again"


def test_an_erased_name_finds_nothing_any_more_and_heads_no_count(place: Place) -> None:
    place.personal.erase(MALLORY.user_id)
    place.personal.erase(ADA.user_id)

    assert place.cases.search(GUILD, CaseQuery(text="mallory"), None, 10).items == []
    facets = place.cases.search(GUILD, CaseQuery(), None, 10).facets
    assert facets
    assert [(each.moderator.name, each.cases) for each in facets.moderators] == [(NAMELESS, 2)]
    assert [case.number for case in place.cases.of_user(GUILD, MALLORY.user_id)] == [2, 1]


def test_an_erasure_that_ran_out_of_time_is_done_by_the_next(place: Place) -> None:
    first = place.personal.erase(MALLORY.user_id, timedelta(0))

    rest = place.personal.erase(MALLORY.user_id)
    again = place.personal.erase(MALLORY.user_id)

    assert (first, rest.cases, again) == (ErasedCases(cases=0, complete=False), 3, ErasedCases(cases=0, complete=True))


def test_a_case_of_many_entries_is_erased_in_several_steps() -> None:
    store = FakeCases()
    cases = a_case_service(store)
    cases.open(a_new_case())
    for _ in range(70):
        cases.change(GUILD, 1, Edited(hidden=True), ADA)

    erased = PersonalCases(store, cases, FakeClock()).erase(ADA.user_id)

    assert erased.cases == 1
    assert "Ada" not in f"{store.log} {store.stored}"
    assert verified(store) == []
