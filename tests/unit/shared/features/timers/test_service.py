"""Timers are set, take each other's place, and are seen to by moderators."""

import pytest

from shared.features.cases.model import CaseKind, EndedBy
from shared.features.timers.model import TimerKind
from shared.features.timers.service import ATTEMPTS
from shared.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, BRUNO, MALLORY
from tests.factories.events import GUILD
from tests.factories.timers import MUTED
from tests.unit.shared.features.timers.hands import Hands

USER = MALLORY.user_id
OTHER_ROLE = Snowflake(901)


def test_setting_a_timer_twice_is_as_good_as_once() -> None:
    hands = Hands()
    number = hands.case()

    assert hands.set(number) == hands.set(number)
    assert len(hands.timers.of_guild(GUILD)) == 1


def test_an_earlier_case_does_not_take_the_place_of_a_later_one() -> None:
    hands = Hands()
    earlier, later = hands.case(), hands.case()
    hands.set(later)

    hands.set(earlier)

    assert [timer.case_number for timer in hands.timers.of_guild(GUILD)] == [later]


def test_what_somebody_does_later_ends_a_timer_and_its_case_says_who() -> None:
    hands = Hands()
    timer = hands.ban_for_an_hour()
    unban = hands.case(CaseKind.UNBAN)

    for _ in range(2):
        hands.timers.supersede(GUILD, USER, [TimerKind.BAN], EndedBy.LIFTED, BRUNO, unban)

    ending = hands.ending(timer.case_number)
    assert ending is not None
    assert (ending.why, ending.by, ending.case) == (EndedBy.LIFTED, BRUNO, unban)
    assert hands.timers.of_user(GUILD, USER) == []


def test_an_act_does_not_end_its_own_timer_nor_one_that_was_set_after_it() -> None:
    hands = Hands()
    before = hands.clock()
    hands.pass_time(seconds=1)
    timer = hands.ban_for_an_hour()

    own = hands.timers.supersede(GUILD, USER, [TimerKind.BAN], EndedBy.SUPERSEDED, ADA, timer.case_number)
    later = hands.timers.supersede(GUILD, USER, [TimerKind.BAN], EndedBy.SUPERSEDED, None, None, before=before)

    assert (own, later) == ([], [])
    assert len(hands.timers.of_user(GUILD, USER)) == 1


def test_a_case_of_several_roles_is_over_with_the_last_of_them() -> None:
    hands = Hands()
    number = hands.case(CaseKind.ROLES_GIVE)
    for role_id in (MUTED, OTHER_ROLE):
        hands.set(number, TimerKind.ROLE_GIVEN, role_id=role_id)
    kinds = [TimerKind.ROLE_GIVEN, TimerKind.ROLE_TAKEN]

    hands.timers.supersede(GUILD, USER, kinds, EndedBy.SUPERSEDED, BRUNO, None, role_ids=[MUTED])
    assert hands.ending(number) is None
    hands.timers.supersede(GUILD, USER, kinds, EndedBy.SUPERSEDED, BRUNO, None, role_ids=[OTHER_ROLE])

    assert hands.ending(number) is not None


def test_what_is_being_lifted_is_waited_for() -> None:
    hands = Hands()
    hands.ban_for_an_hour()
    hands.pass_time(hours=1)
    worker = hands.worker()

    def supersede_meanwhile(where: str) -> None:
        if where == "before lift":
            hands.discord.meanwhile = lambda _: None
            hands.timers.supersede(GUILD, USER, [TimerKind.BAN], EndedBy.SUPERSEDED, ADA, 99)

    hands.discord.meanwhile = supersede_meanwhile
    hands.look(worker)

    assert hands.pauses == ATTEMPTS - 1, "as long as a worker that lives may take"
    assert hands.timers.of_guild(GUILD) == []


def test_a_moderator_lets_a_sanction_stay_for_good() -> None:
    hands = Hands()
    timer = hands.ban_for_an_hour()

    hands.timers.dismiss(GUILD, timer.id, BRUNO)

    hands.pass_time(days=1)
    assert hands.look(hands.worker()) == []
    assert USER in hands.discord.bans
    assert hands.cases.get(GUILD, timer.case_number).expires_at is None
    with pytest.raises(NotFoundError):
        hands.timers.dismiss(GUILD, timer.id, BRUNO)


def test_nobody_meddles_with_what_is_being_lifted() -> None:
    hands = Hands()
    timer = hands.ban_for_an_hour()
    hands.pass_time(hours=1)
    refused: list[ConflictError] = []

    def meddle(where: str) -> None:
        if where == "before lift":
            for meddling in (
                lambda: hands.timers.dismiss(GUILD, timer.id, BRUNO),
                lambda: hands.timers.retry(GUILD, timer.id),
            ):
                with pytest.raises(ConflictError) as caught:
                    meddling()
                refused.append(caught.value)

    hands.discord.meanwhile = meddle
    hands.look(hands.worker())

    assert len(refused) == 2
    assert hands.discord.lifted == [timer.id]


@pytest.mark.parametrize("timer_id", ["", "x", "7.ban.0", "7.kick.0.1", "0.ban.0.1"])
def test_an_id_that_is_none_is_refused(timer_id: str) -> None:
    with pytest.raises((InvalidInputError, NotFoundError)):
        Hands().timers.retry(GUILD, timer_id)


def test_pages_show_every_timer_once_the_failed_ones_first() -> None:
    hands = Hands()
    for number in range(1, 8):
        hands.set(hands.case(), user_id=Snowflake(1_000 + number), hours=number % 3 + 1)

    seen, cursor = [], None
    while True:
        page = hands.timers.page(GUILD, cursor=cursor, limit=3)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == hands.timers.of_guild(GUILD)
    assert [timer.due_at for timer in seen] == sorted(timer.due_at for timer in seen)
    with pytest.raises(InvalidInputError):
        hands.timers.page(GUILD, cursor="nonsense", limit=3)


def test_a_role_comes_back_with_the_member_and_once_only() -> None:
    hands = Hands()
    timer = hands.set(hands.case(CaseKind.ROLES_GIVE), TimerKind.ROLE_GIVEN, role_id=MUTED)
    hands.pass_time(minutes=5)
    hands.discord.joined[USER], hands.discord.roles[USER] = hands.clock(), set()

    assert hands.rejoining.joined(GUILD, [USER, BRUNO.user_id]) == 1
    hands.discord.change_role(USER, MUTED, gives=False, by_us=False)  # a moderator thinks otherwise
    hands.rejoining.joined(GUILD, [USER])
    for due in list(hands.rejoining.running()):
        hands.rejoining.look_after(due)

    assert hands.discord.given_again == [timer.id]
    assert MUTED not in hands.discord.roles[USER]


def test_who_never_left_is_given_nothing_again_nor_whose_time_is_up() -> None:
    hands = Hands()
    hands.discord.joined[USER] = hands.clock()
    hands.set(hands.case(CaseKind.ROLES_GIVE), TimerKind.ROLE_GIVEN, role_id=MUTED)

    assert hands.rejoining.joined(GUILD, [USER]) == 0
    hands.pass_time(hours=2)
    hands.discord.joined[USER] = hands.clock()
    assert hands.rejoining.joined(GUILD, [USER]) == 0
