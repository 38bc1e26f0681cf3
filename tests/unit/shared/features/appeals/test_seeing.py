"""A person sees the cases about them as far as the guild shows them, and nothing of anything else."""

from datetime import timedelta

import pytest

from shared.features.cases.changes import Deleted, Ended, EvidenceAdded, NoteAdded, Restored
from shared.features.cases.model import CaseKind, CaseNote, CaseState, EndedBy, Ending
from shared.features.enforcement.settings import EnforcementSettings
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, BRUNO, MALLORY
from tests.factories.snapshots import GUILD
from tests.fakes.clock import NOON
from tests.unit.shared.features.appeals.desk import PERSON, Desk, an_evidence

NOWHERE = Snowflake(404)


def test_one_sees_what_was_done_to_oneself_and_why(desk: Desk) -> None:
    desk.open(kind=CaseKind.BAN, reason="spam", expires_at=NOON + timedelta(days=3))

    seen = desk.appeals.own(GUILD, PERSON)

    (case,) = seen.items
    assert seen.name == "Guild"
    assert (case.number, case.kind, case.reason, case.may_appeal) == (1, CaseKind.BAN, "spam", True)
    assert case.expires_at == NOON + timedelta(days=3)
    assert case.moderator is None


@pytest.mark.parametrize(
    "given",
    [
        {"hidden": True},
        {"kind": CaseKind.NOTE},
        {"user": BRUNO},
        {"user": None},
        {"state": CaseState.PENDING},
        {"state": CaseState.FAILED},
    ],
)
def test_what_is_not_shown_can_neither_be_seen_nor_appealed(desk: Desk, given: dict[str, object]) -> None:
    desk.open(**given)

    assert desk.numbers_seen() == []
    with pytest.raises(NotFoundError):
        desk.appeal()


def test_a_case_in_the_recycle_bin_is_gone_until_it_is_restored(desk: Desk) -> None:
    desk.open()
    desk.cases.change(GUILD, 1, Deleted(), ADA)

    assert desk.numbers_seen() == []
    with pytest.raises(NotFoundError):
        desk.appeal()

    desk.cases.change(GUILD, 1, Restored(), ADA)
    assert desk.numbers_seen() == [1]


def test_a_foreign_guild_and_none_and_one_without_cases_look_the_same(desk: Desk) -> None:
    desk.open(user=BRUNO)
    silent = Desk()
    silent.set(EnforcementSettings(appeals=False, appeal_text="Write to us!"))
    silent.open()

    silent.guilds.snapshot = None

    for where, guild_id in ((desk, GUILD), (desk, NOWHERE), (silent, GUILD)):
        with pytest.raises(NotFoundError) as caught:
            where.appeals.own(guild_id, PERSON)
        assert (str(caught.value), caught.value.details) == (NotFoundError.message, None)


def test_a_guild_that_the_bot_has_left_shows_nothing(desk: Desk) -> None:
    desk.open()
    desk.guilds.snapshot = None

    with pytest.raises(NotFoundError) as caught:
        desk.appeals.own(GUILD, PERSON)

    assert str(caught.value) == NotFoundError.message


def test_a_hundred_notes_hide_no_case(desk: Desk) -> None:
    desk.open()
    for _ in range(120):
        desk.open(kind=CaseKind.NOTE)

    assert desk.numbers_seen() == [1]


def test_the_moderator_is_named_where_the_guild_wants_it(desk: Desk) -> None:
    desk.open()
    desk.set(EnforcementSettings(appeals=True, show_moderator=True, appeal_text="Be brief."))

    seen = desk.appeals.own(GUILD, PERSON)

    assert (seen.items[0].moderator, seen.how_to) == ("Ada", "Be brief.")


def test_hidden_notes_and_evidence_stay_hidden(desk: Desk) -> None:
    desk.open()
    for number, hidden in enumerate((True, False)):
        note = CaseNote(id=f"N{number}", at=NOON, author=ADA, text=f"note {number}", hidden=hidden)
        desk.cases.change(GUILD, 1, NoteAdded(note=note), ADA)
        desk.cases.change(GUILD, 1, EvidenceAdded(evidence=an_evidence(f"E{number}", hidden=hidden)), ADA)

    (case,) = desk.appeals.own(GUILD, PERSON).items

    assert [note.text for note in case.notes] == ["note 1"]
    assert [each.id for each in case.evidence] == ["E1"]
    assert desk.appeals.evidence(GUILD, 1, "E1", PERSON).url == f"https://example.com/{GUILD}/1"
    for evidence_id, user_id in (("E0", PERSON), ("E2", PERSON), ("E1", BRUNO.user_id)):
        with pytest.raises(NotFoundError):
            desk.appeals.evidence(GUILD, 1, evidence_id, user_id)


def test_nothing_that_is_shown_says_who_the_moderators_are(desk: Desk) -> None:
    desk.open()
    note = CaseNote(id="N", at=NOON, author=ADA, text="so", hidden=False)
    desk.cases.change(GUILD, 1, NoteAdded(note=note), ADA)
    desk.cases.change(GUILD, 1, EvidenceAdded(evidence=an_evidence("E", hidden=False)), ADA)
    desk.appeal()
    desk.answer()

    shown = repr(desk.appeals.own(GUILD, PERSON)) + repr(desk.appeals.evidence(GUILD, 1, "E", PERSON))

    assert "ada" not in shown.lower()
    assert f"Snowflake({ADA.user_id})" not in shown


@pytest.mark.parametrize(
    ("why", "may_appeal"), [(EndedBy.EXPIRED, True), (EndedBy.SUPERSEDED, True), (EndedBy.LIFTED, False),
                            (EndedBy.UNDONE, False)],
)  # fmt: skip
def test_what_was_taken_back_needs_no_appeal(desk: Desk, why: EndedBy, may_appeal: bool) -> None:
    desk.open()
    desk.cases.change(GUILD, 1, Ended(ending=Ending(at=NOON, why=why)), None)

    (case,) = desk.appeals.own(GUILD, PERSON).items

    assert (case.ended, case.ended_at, case.may_appeal) == (why, NOON, may_appeal)


def test_kinds_that_the_guild_hears_no_appeal_to_are_shown(desk: Desk) -> None:
    desk.set(EnforcementSettings(appeals=True, appeal_kinds=[CaseKind.BAN]))
    desk.open(kind=CaseKind.WARN)

    (case,) = desk.appeals.own(GUILD, PERSON).items

    assert not case.may_appeal


def test_an_appeal_stays_to_be_seen_where_the_guild_stops_to_hear_any(desk: Desk) -> None:
    desk.open()
    desk.open(user=MALLORY)
    desk.appeal()

    desk.set(EnforcementSettings(appeals=False, appeal_text="Write to us!"))

    seen = desk.appeals.own(GUILD, PERSON)
    assert [(case.number, case.may_appeal) for case in seen.items] == [(1, False)]
    assert seen.how_to == ""


def test_a_copy_of_ones_data_has_what_one_said_though_the_bot_has_left(desk: Desk) -> None:
    desk.open()
    desk.appeals.appeal(GUILD, 1, PERSON, "It was not me.")
    desk.guilds.snapshot = None

    copied = desk.appeals.copy(GUILD, PERSON)

    assert (copied.name, [item.appeal and item.appeal.text for item in copied.items]) == ("", ["It was not me."])
    with pytest.raises(NotFoundError):
        desk.appeals.copy(GUILD, ADA.user_id)
