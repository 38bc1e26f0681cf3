"""An appeal is answered once; what follows from it is done, and the person is told."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.features.appeals.texts import answer_letter
from shared.features.cases.changes import Deleted, Ended
from shared.features.cases.model import AppealState, CaseKind, EndedBy, Ending
from shared.features.enforcement.model import TimeoutEndAct, UnbanAct
from shared.features.enforcement.wording import LONGEST, Language
from shared.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionMissingError,
    RoleTooHighError,
)
from tests.factories.cases import ADA, BRUNO
from tests.factories.snapshots import GUILD
from tests.fakes.clock import NOON
from tests.unit.shared.features.appeals.desk import ACCEPTED, PERSON, REJECTED, Desk


def test_an_accepted_appeal_lifts_the_ban_and_the_person_is_told(desk: Desk) -> None:
    desk.open(kind=CaseKind.BAN)
    desk.appeal()

    answered = desk.answer()

    appeal, ending = desk.case().appeal, desk.case().ending
    assert appeal is not None
    assert (appeal.state, appeal.answer) == (AppealState.ACCEPTED, "You are right.")
    assert appeal.answered_by is not None
    assert appeal.answered_by.name == "ada"
    ((author, act, key, cause),) = desk.acts.taken
    assert (type(act), act.user_id, key, cause, author.user_id) == (UnbanAct, PERSON, "appeal:1", 1, ADA.user_id)
    assert answered.lifted_by is not None
    assert ending is not None
    assert (ending.why, ending.case) == (EndedBy.LIFTED, answered.lifted_by.number)
    assert answered.notified
    assert desk.letters.sent == [
        (GUILD, PERSON, 1, "Your appeal to case 1 on **Guild** was accepted.\n> You are right."),
    ]


def test_a_timeout_is_ended_and_a_warn_counts_no_more(desk: Desk) -> None:
    warned = Desk()
    desk.open(kind=CaseKind.TIMEOUT, expires_at=NOON + timedelta(hours=1))
    warned.open(kind=CaseKind.WARN)
    for each in (desk, warned):
        each.appeal()
        each.answer()

    assert [type(act) for _, act, _, _ in desk.acts.taken] == [TimeoutEndAct]
    assert warned.acts.taken == []
    ending = warned.case().ending
    assert ending is not None
    assert (ending.why, ending.case) == (EndedBy.LIFTED, None)


@pytest.mark.parametrize("kind", [CaseKind.KICK, CaseKind.SOFTBAN, CaseKind.NICK])
def test_what_nobody_can_lift_is_answered_all_the_same(desk: Desk, kind: CaseKind) -> None:
    desk.open(kind=kind)
    desk.set(replace(desk.settings_now(), appeal_kinds=[kind]))
    desk.appeal()

    answered = desk.answer()

    assert (desk.acts.taken, answered.lift_problem) == ([], None)


def test_what_is_over_is_not_lifted_again(desk: Desk) -> None:
    desk.open(kind=CaseKind.TIMEOUT, expires_at=NOON + timedelta(hours=1))
    desk.appeal()
    desk.cases.change(GUILD, 1, Ended(ending=Ending(at=NOON, why=EndedBy.EXPIRED)), None)

    desk.answer()

    assert desk.acts.taken == []


def test_a_rejected_appeal_lifts_nothing(desk: Desk) -> None:
    desk.open(kind=CaseKind.BAN)
    desk.appeal()

    with pytest.raises(InvalidInputError):
        desk.answer(replace(REJECTED, lift=True))
    desk.answer(REJECTED)

    appeal = desk.case().appeal
    assert appeal is not None
    assert appeal.state is AppealState.REJECTED
    assert (desk.acts.taken, desk.case().ending) == ([], None)
    assert "was rejected" in desk.letters.sent[0][3]


def test_nobody_answers_their_own_appeal(desk: Desk) -> None:
    desk.open(user=ADA, moderator=BRUNO)
    desk.appeal(user_id=ADA.user_id)

    with pytest.raises(PermissionMissingError):
        desk.answer(user_id=ADA.user_id)

    assert desk.answer(user_id=BRUNO.user_id).case.appeal is not None


def test_the_first_answer_counts(desk: Desk) -> None:
    desk.open(kind=CaseKind.BAN)
    desk.appeal()
    desk.answer(REJECTED)

    with pytest.raises(ConflictError):
        desk.answer(ACCEPTED)
    with pytest.raises(ConflictError):
        desk.answer(REJECTED, user_id=BRUNO.user_id)

    assert desk.acts.taken == []
    assert len(desk.letters.sent) == 1


@pytest.mark.parametrize("failure", [RoleTooHighError(), "discord_forbidden"])
def test_what_could_not_be_lifted_is_said_and_tried_again_by_the_same_answer(
    desk: Desk, failure: RoleTooHighError | str
) -> None:
    desk.open(kind=CaseKind.BAN)
    desk.appeal()
    if isinstance(failure, str):
        desk.acts.code = failure
    else:
        desk.acts.failure = failure

    refused = desk.answer()
    desk.acts.failure, desk.acts.code = None, None
    again = desk.answer()

    assert refused.lift_problem == (failure if isinstance(failure, str) else failure.code)
    assert refused.case.appeal is not None
    assert refused.case.appeal.state is AppealState.ACCEPTED
    assert again.lifted_by is not None
    assert desk.case().ending is not None
    assert len(desk.letters.sent) == 1


def test_the_same_answer_again_lifts_nothing_twice(desk: Desk) -> None:
    desk.open(kind=CaseKind.BAN)
    desk.appeal()

    desk.answer()
    desk.answer()

    assert len(desk.acts.taken) == 1
    assert len(desk.letters.sent) == 1


def test_without_an_appeal_there_is_nothing_to_answer(desk: Desk) -> None:
    desk.open()

    with pytest.raises(NotFoundError):
        desk.answer()
    desk.appeal()
    desk.cases.change(GUILD, 1, Deleted(), ADA)
    with pytest.raises(NotFoundError):
        desk.answer()


def test_who_cannot_be_reached_is_answered_on_the_page(desk: Desk) -> None:
    desk.open()
    desk.appeal()
    desk.letters.is_open = False

    assert not desk.answer().notified

    unreachable = Desk()
    unreachable.open()
    unreachable.appeal()
    unreachable.guilds.snapshot = None
    assert not unreachable.answer().notified


def test_a_letter_is_no_longer_than_discord_takes() -> None:
    letter = answer_letter(Language.FRENCH, "Guilde", 17, AppealState.REJECTED, "non\n" * 1_000)

    assert len(letter) == LONGEST
    assert letter.startswith("Votre appel contre le cas 17 sur **Guilde** a été rejeté.\n> non\n> non")
