"""Each act: what it does at Discord, what its case says, who is told, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.features.actions.authors import Author
from shared.features.cases.changes import Settled
from shared.features.cases.model import CaseKind, CaseSource, CaseState, EndedBy, Named
from shared.features.enforcement.model import (
    AnyAct,
    BanAct,
    KickAct,
    NickAct,
    NoteAct,
    RolesGiveAct,
    RolesTakeAct,
    SoftbanAct,
    TimeoutAct,
    TimeoutEndAct,
    UnbanAct,
    WarnAct,
)
from shared.kernel.errors import (
    ConflictError,
    DiscordForbiddenError,
    DiscordNotFoundError,
    InvalidInputError,
    NotFoundError,
    PermissionMissingError,
    RoleTooHighError,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from tests.factories.enforcement import BOT, BRUNO, CHIDI, DANA, EVE, HELPER, LOUD, Court
from tests.factories.snapshots import GUILD, MEMBERS, OWNER

DAY = 86_400


@pytest.fixture
def court() -> Court:
    return Court()


@pytest.mark.parametrize(
    ("act", "did"),
    [
        (NoteAct(user_id=DANA), []),
        (WarnAct(user_id=DANA), []),
        (TimeoutAct(user_id=DANA, seconds=60), ["edit 500"]),
        (KickAct(user_id=DANA), ["kick 500"]),
        (BanAct(user_id=DANA), ["ban 500"]),
        (SoftbanAct(user_id=DANA), ["ban 500", "unban 500"]),
        (NickAct(user_id=DANA, nick="Dee"), ["edit 500"]),
        (RolesGiveAct(user_id=DANA, role_ids=[HELPER]), ["give 31 500"]),
        (RolesGiveAct(user_id=DANA, role_ids=[HELPER, LOUD]), ["edit 500"]),
        (RolesTakeAct(user_id=DANA, role_ids=[MEMBERS]), ["take 30 500"]),
    ],
)
def test_an_act_is_done_at_discord_once_and_leaves_a_case(court: Court, act: AnyAct, did: list[str]) -> None:
    case = court.take(act).case

    assert court.discord.did == did
    assert (case.number, case.state, case.kind) == (1, CaseState.DONE, str(act.__struct_config__.tag))
    assert (case.user, case.moderator) == (Named(user_id=DANA, name="dana"), Named(user_id=CHIDI, name="chidi"))
    assert (case.action_id is not None) == bool(did)
    assert [each["reason"] for each in court.discord.log] == [f"chidi ({CHIDI}), case 1"] * len(did)


def test_a_ban_is_lifted_and_its_case_says_by_which(court: Court) -> None:
    court.take(BanAct(user_id=DANA, reason="a raid"), key="1")

    unban = court.take(UnbanAct(user_id=DANA), key="2").case

    ban = court.cases.get(GUILD, 1)
    assert court.discord.did == ["ban 500", "unban 500"]
    assert ban.ending is not None
    assert (ban.ending.why, ban.ending.case) == (EndedBy.LIFTED, unban.number)


def test_a_second_timeout_takes_the_first_one_s_place_and_an_end_ends_it(court: Court) -> None:
    court.take(TimeoutAct(user_id=DANA, seconds=600), key="1")
    court.take(TimeoutAct(user_id=DANA, seconds=60), key="2")
    court.take(TimeoutEndAct(user_id=DANA), key="3")

    first, second, third = court.all_cases()
    assert first.ending
    assert second.ending
    assert (first.ending.why, first.ending.case) == (EndedBy.SUPERSEDED, second.number)
    assert (second.ending.why, second.ending.case) == (EndedBy.LIFTED, third.number)
    with pytest.raises(ConflictError):
        court.take(TimeoutEndAct(user_id=DANA), key="again")


def test_a_ban_for_a_while_sets_a_clock_and_an_unban_takes_it_away(court: Court) -> None:
    case = court.take(BanAct(user_id=DANA, seconds=DAY), key="1").case

    (timer,) = court.timers.of_guild(GUILD)
    assert (timer.case_number, timer.due_at) == (case.number, court.clock() + timedelta(days=1))
    assert case.expires_at == timer.due_at
    court.take(UnbanAct(user_id=DANA), key="2")
    assert court.timers.of_guild(GUILD) == []


def test_a_ban_of_ours_is_given_another_end_and_a_foreign_one_is_not(court: Court) -> None:
    court.take(BanAct(user_id=DANA, seconds=DAY), key="1")
    later = court.take(BanAct(user_id=DANA, seconds=7 * DAY), key="2").case
    court.discord.bans[int(BRUNO)] = {"user": {"id": str(BRUNO), "username": "bruno"}, "reason": "spam"}
    del court.discord.members[int(BRUNO)]

    (timer,) = court.timers.of_guild(GUILD)
    assert timer.case_number == later.number
    with pytest.raises(ConflictError) as refused:
        court.take(BanAct(user_id=BRUNO, seconds=DAY), key="3")
    assert refused.value.details == {"target": "banned"}


def test_a_ban_given_another_end_holds_though_its_clock_let_them_in_meanwhile(court: Court) -> None:
    court.take(BanAct(user_id=DANA, seconds=DAY), key="1")

    def lift(what: str) -> None:
        if what.startswith("PUT") and court.discord.did.count(f"ban {DANA}") == 1:
            court.discord.bans.pop(int(DANA), None)

    court.discord.after = lift
    case = court.take(BanAct(user_id=DANA, seconds=7 * DAY), key="2").case

    assert str(case.number) in court.discord.bans[int(DANA)]["reason"]
    assert [timer.case_number for timer in court.timers.of_guild(GUILD)] == [case.number]


def test_roles_for_a_while_have_a_clock_each_but_not_those_that_were_there(court: Court) -> None:
    court.take(RolesGiveAct(user_id=DANA, role_ids=[HELPER, LOUD, MEMBERS], seconds=DAY), key="1")
    assert {timer.role_id for timer in court.timers.of_guild(GUILD)} == {HELPER, LOUD}

    court.take(RolesTakeAct(user_id=DANA, role_ids=[HELPER]), key="2")

    assert {timer.role_id for timer in court.timers.of_guild(GUILD)} == {LOUD}
    assert court.cases.get(GUILD, 1).ending is None  # the other role still runs


@pytest.mark.parametrize("act", [BanAct(user_id=DANA), KickAct(user_id=DANA), SoftbanAct(user_id=DANA)])
def test_who_will_be_gone_is_told_before(court: Court, act: AnyAct) -> None:
    order: list[str] = []
    court.discord.before = order.append

    result = court.take(act)

    assert result.notified is True
    assert order[1].endswith("/messages")
    assert result.case.details["notified"] is True


def test_closed_messages_stop_nothing(court: Court) -> None:
    court.discord.closed.add(int(DANA))

    result = court.take(WarnAct(user_id=DANA, reason="spam"))

    assert (result.notified, result.case.state) == (False, CaseState.DONE)


@pytest.mark.parametrize(
    "act", [NoteAct(user_id=DANA, notify=True), WarnAct(user_id=DANA, hidden=True), WarnAct(user_id=DANA, notify=False)]
)
def test_of_notes_and_hidden_acts_nobody_is_told(court: Court, act: AnyAct) -> None:
    assert court.take(act).notified is None
    assert court.discord.letters == {}


def test_what_people_are_told_is_in_the_guild_s_language(court: Court) -> None:
    court.locale = "fr"

    court.take(TimeoutAct(user_id=DANA, seconds=60, reason="spam"))

    (said,) = court.discord.letters[int(DANA)]
    assert said.startswith("Vous avez été exclu temporairement sur **Guild**.\nRaison : spam\nJusqu’à : <t:")
    assert "chidi" not in said


def test_the_moderator_and_the_way_to_appeal_are_told_where_the_guild_wants_it() -> None:
    court = Court(show_moderator=True, appeals=True, appeal_text="Say sorry:")

    court.take(BanAct(user_id=DANA))

    (said,) = court.discord.letters[int(DANA)]
    assert said.splitlines()[1:] == ["Moderator: chidi", "Say sorry:", f"https://us/appeals/{GUILD}"]


@pytest.mark.parametrize("act", [WarnAct, KickAct, BanAct, SoftbanAct])
@pytest.mark.parametrize(
    ("target", "error", "details"),
    [
        (CHIDI, ConflictError, {"target": "you"}),
        (BOT, ConflictError, {"target": "bot"}),
        (OWNER, RoleTooHighError, {"who": "you", "owner": True}),
        (BRUNO, RoleTooHighError, {"who": "you", "role_id": "10", "role": "Bot"}),
    ],
)
def test_the_protected_are_left_alone_and_leave_no_case(
    court: Court, act: type[WarnAct], target: Snowflake, error: type[Exception], details: dict[str, object]
) -> None:
    with pytest.raises(error) as refused:
        court.take(act(user_id=target))

    assert getattr(refused.value, "details", None) == details
    assert (court.all_cases(), court.discord.did, court.discord.letters) == ([], [], {})


def test_a_moderator_of_another_guild_is_nobody_here(court: Court) -> None:
    with pytest.raises(NotFoundError):
        court.take(BanAct(user_id=DANA), by=Snowflake(666))
    assert court.discord.did == []


def test_a_bot_that_was_demoted_before_refuses_and_one_demoted_meanwhile_leaves_a_failed_case(court: Court) -> None:
    court.bot_permissions = [Permission.KICK_MEMBERS]
    with pytest.raises(PermissionMissingError):
        court.take(BanAct(user_id=DANA), key="1")
    court.bot_permissions = [Permission.BAN_MEMBERS]
    court.discord.refuses = "bans"

    with pytest.raises(DiscordForbiddenError):
        court.take(BanAct(user_id=DANA, seconds=DAY), key="2")

    (case,) = court.all_cases()
    assert (case.state, case.code) == (CaseState.FAILED, "discord_forbidden")
    assert court.timers.of_guild(GUILD) == []
    with pytest.raises(ConflictError) as again:
        court.take(BanAct(user_id=DANA, seconds=DAY), key="2")
    assert again.value.details == {"case": 1, "code": "discord_forbidden"}


def test_a_member_who_leaves_meanwhile_is_a_failed_case(court: Court) -> None:
    def leave(what: str) -> None:
        if what.startswith("PATCH"):
            del court.discord.members[int(DANA)]

    court.discord.before = leave

    with pytest.raises(DiscordNotFoundError):
        court.take(TimeoutAct(user_id=DANA, seconds=60))

    assert court.all_cases()[0].state is CaseState.FAILED


@pytest.mark.parametrize(
    "act",
    [
        NickAct(user_id=DANA, nick=None),
        RolesGiveAct(user_id=DANA, role_ids=[MEMBERS]),
        RolesTakeAct(user_id=DANA, role_ids=[HELPER]),
        TimeoutEndAct(user_id=DANA),
    ],
)
def test_what_would_change_nothing_is_refused(court: Court, act: AnyAct) -> None:
    with pytest.raises(ConflictError) as refused:
        court.take(act)
    assert refused.value.details == {"target": "unchanged"}


def test_a_role_that_is_none_and_a_user_who_is_none_are_refused(court: Court) -> None:
    with pytest.raises(InvalidInputError):
        court.take(RolesGiveAct(user_id=DANA, role_ids=[Snowflake(99)]))
    with pytest.raises(NotFoundError):
        court.take(BanAct(user_id=Snowflake(98)))
    with pytest.raises(NotFoundError):
        court.take(UnbanAct(user_id=DANA))


def test_a_warn_counts_as_long_as_whoever_gives_it_says_or_the_guild() -> None:
    court = Court(warn_days=30)

    usual = court.take(WarnAct(user_id=DANA), key="1").case
    shorter = court.take(WarnAct(user_id=DANA, counts_for=DAY), key="2").case

    assert usual.expires_at == court.clock() + timedelta(days=30)
    assert shorter.expires_at == court.clock() + timedelta(days=1)
    assert usual.kind is CaseKind.WARN


def test_what_the_audit_log_told_first_is_told_by_both(court: Court) -> None:
    def read(what: str) -> None:
        if what.startswith("PATCH"):
            settled = Settled(state=CaseState.DONE, audit_entry_id=Snowflake(7))
            court.cases.change(GUILD, 1, settled, None)

    court.discord.after = read

    case = court.take(TimeoutAct(user_id=DANA, seconds=60)).case

    assert (case.state, case.audit_entry_id, case.details) == (CaseState.DONE, 7, {"notified": True})
    assert case.action_id is not None


def test_two_moderators_who_ban_at_once_ban_once(court: Court) -> None:
    def ban(key: str) -> str:
        try:
            return court.take(BanAct(user_id=DANA), key=key).case.state
        except ConflictError as error:
            return error.code

    with ThreadPoolExecutor(4) as at_once:
        came_of_it = sorted(at_once.map(ban, "abcd"))

    assert came_of_it == ["conflict", "conflict", "conflict", "done"]
    assert court.discord.did == ["ban 500"]
    assert len(court.discord.letters[int(DANA)]) == 1


def test_what_takes_another_act_back_undoes_its_case(court: Court) -> None:
    ban = court.take(BanAct(user_id=DANA, seconds=DAY), key="1").case
    author = Author(user_id=CHIDI, guild_id=GUILD, undoes=ban.action_id)

    court.enforcement.take(author, UnbanAct(user_id=DANA), source=CaseSource.WEB, key="2")

    ending = court.cases.get(GUILD, ban.number).ending
    assert ending is not None
    assert (ending.why, ending.case) == (EndedBy.UNDONE, 2)
    assert court.timers.of_guild(GUILD) == []


def test_a_reason_looks_like_nothing_that_it_is_not(court: Court) -> None:
    act = WarnAct(user_id=DANA, reason="be \u202ednik\u0000\r\nplease ")

    case = court.take(act).case

    assert case.reason == "be dnik\nplease"
    assert court.take(WarnAct(user_id=EVE, reason=" \u202e"), key="another").case.reason is None
    assert court.discord.letters[int(DANA)] == ["You were warned on **Guild**.\nReason: be dnik\nplease"]


def test_nobody_has_a_clock_give_them_back_a_role(court: Court) -> None:
    court.discord.members[int(CHIDI)]["roles"].append(str(HELPER))

    with pytest.raises(ConflictError):
        court.take(RolesTakeAct(user_id=CHIDI, role_ids=[HELPER], seconds=86_400))

    assert court.discord.did == []
    assert court.take(RolesTakeAct(user_id=CHIDI, role_ids=[HELPER]), key="for good").case.state is CaseState.DONE
