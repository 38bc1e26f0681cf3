"""One appeals once, in so many words, and nobody else does."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.appeals.model import MAX_TEXT
from shared.features.cases.changes import Edited
from shared.features.cases.model import AppealState, Case, CaseKind
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.notices.model import Notice
from shared.kernel.errors import AppError, ConflictError, InvalidInputError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.texts import cleaned
from shared.kernel.wire import NoticeTopic
from tests.factories.cases import ADA, BRUNO
from tests.factories.snapshots import GUILD
from tests.unit.shared.features.appeals.desk import ACCEPTED, MODERATOR, PERSON, Desk


def test_an_appeal_is_in_its_case_and_moderators_are_told(desk: Desk) -> None:
    desk.open(kind=CaseKind.BAN)

    shown = desk.appeals.appeal(GUILD, 1, PERSON, "  It was not me.\r\nReally. ")

    appeal = desk.case().appeal
    assert appeal is not None
    assert (appeal.text, appeal.state) == ("It was not me.\nReally.", AppealState.OPEN)
    assert shown.appeal is not None
    assert not shown.may_appeal
    assert desk.cases.history(GUILD, 1)[-1].by is not None
    assert desk.notices.told == [(GUILD, Notice(topic=NoticeTopic.APPEAL, id="1"))]


def test_a_second_appeal_is_refused_before_and_after_the_answer(desk: Desk) -> None:
    desk.open()
    desk.appeal()

    with pytest.raises(ConflictError) as caught:
        desk.appeal("And another thing.")
    desk.answer()
    with pytest.raises(ConflictError):
        desk.appeal("But still.")

    assert caught.value.details == {"problem": "appealed"}
    assert [entry.what for entry in desk.cases.history(GUILD, 1)].count("appealed") == 1


def test_of_two_appeals_at_once_one_counts(desk: Desk) -> None:
    desk.open()

    def attempt(number: int) -> str:
        try:
            desk.appeal(f"appeal {number}")
        except AppError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(attempt, range(8)))

    assert outcomes == ["conflict"] * 7 + ["done"]
    assert len(desk.notices.told) == 1


def test_somebody_else_s_case_looks_like_none(desk: Desk) -> None:
    desk.open()

    for number, user_id in ((1, BRUNO.user_id), (1, MODERATOR), (2, PERSON)):
        with pytest.raises(NotFoundError) as caught:
            desk.appeal(number=number, user_id=user_id)
        assert caught.value.details is None
    with pytest.raises(NotFoundError):
        desk.appeals.appeal(Snowflake(404), 1, PERSON, "hello")

    assert desk.case().appeal is None


def test_a_guild_that_hears_no_appeals_has_none(desk: Desk) -> None:
    desk.set(EnforcementSettings(appeals=False))
    desk.open()

    with pytest.raises(NotFoundError):
        desk.appeal()


def test_a_kind_that_is_not_to_be_appealed_is_refused(desk: Desk) -> None:
    desk.set(EnforcementSettings(appeals=True, appeal_kinds=[CaseKind.BAN]))
    desk.open(kind=CaseKind.WARN)

    with pytest.raises(ConflictError) as caught:
        desk.appeal()

    assert caught.value.details == {"problem": "not_appealable"}


def test_a_case_that_is_hidden_at_that_very_moment_takes_no_appeal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    read = desk.cases.get

    def read_before_it_is_hidden(guild_id: Snowflake, number: int) -> Case:
        case = read(guild_id, number)
        monkeypatch.setattr(desk.cases, "get", read)
        desk.cases.change(GUILD, 1, Edited(hidden=True), ADA)
        return case

    monkeypatch.setattr(desk.cases, "get", read_before_it_is_hidden)

    with pytest.raises(NotFoundError):
        desk.appeal()
    assert desk.case().appeal is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "too_short"), (" \n\t\x00\u202e ", "too_short"), ("x" * (MAX_TEXT + 1), "too_long"), ("ﬃ", None)],
)
def test_a_text_says_something_and_not_too_much(desk: Desk, text: str, problem: str | None) -> None:
    desk.open()

    if problem is None:
        desk.appeal(text)
        return
    with pytest.raises(InvalidInputError) as caught:
        desk.appeal(text)
    assert caught.value.details == {"fields": {"text": problem}}


@given(st.text())
def test_no_text_keeps_what_would_make_it_look_like_another(text: str) -> None:
    kept = cleaned(text)

    assert cleaned(kept) == kept
    assert kept.encode().decode() == kept  # no half of a surrogate pair
    assert not set(kept) & {chr(each) for each in (*range(9), *range(11, 32), 0x7F, *range(0x202A, 0x202F))}


def test_texts_are_in_no_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.open()

    with caplog.at_level("DEBUG"):
        desk.appeal("my secret words")
        desk.answer()

    assert "appeal.made" in caplog.text
    said = "".join(str(record.__dict__) for record in caplog.records)
    assert "my secret words" not in said
    assert ACCEPTED.answer not in said
