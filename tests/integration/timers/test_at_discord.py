"""Bans and roles at the simulated Discord: ours are lifted, others' stay, and refusals are seen."""

from shared.adapters.discord.resources.users import Users
from shared.features.cases.model import CaseKind, EndedBy
from shared.features.timers.lifting import Outcome
from shared.features.timers.model import TimerKind, TimerState
from shared.features.timers.rules import FIRST_PAUSE
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from tests.integration.timers.clockwork import Clockwork


def look(clockwork: Clockwork, user_id: Snowflake) -> list[Outcome]:
    """Try what is due of a user."""
    Users(clockwork.desk.discord.client).me()  # its clock was moved: the answer tells
    places = clockwork.casework.lifting.queue().places
    ours = [due for due in places if due.place.startswith(f"{user_id}.")]
    return [clockwork.casework.lifting.attempt(due) for due in ours]


def role(clockwork: Clockwork, name: str) -> Snowflake:
    roles = clockwork.discord.guild()["roles"]
    return next(parse_snowflake(each["id"]) for each in roles if each["name"] == name)


def held(clockwork: Clockwork, user_id: Snowflake) -> list[str]:
    return list(clockwork.ask("GET", f"/members/{user_id}")["roles"])


def test_a_ban_that_somebody_else_set_anew_stays(clockwork: Clockwork) -> None:
    user_id = clockwork.stranger()
    timer = clockwork.ban_for_an_hour(user_id)
    moderator = clockwork.discord.person("chidi")
    clockwork.discord.control("POST", f"/guilds/{clockwork.guild_id}/members/{user_id}/unban", actor_id=moderator)
    clockwork.discord.control(
        "POST", f"/guilds/{clockwork.guild_id}/members/{user_id}/ban", actor_id=moderator, reason="again"
    )
    clockwork.skip(hours=2)

    assert look(clockwork, user_id) == [Outcome.ENDED]
    assert clockwork.is_banned(user_id)
    ending = clockwork.read(timer).ending
    assert ending is not None
    assert ending.why is EndedBy.SUPERSEDED


def test_a_ban_that_was_prolonged_ends_with_the_later_case(clockwork: Clockwork) -> None:
    user_id = clockwork.stranger()
    clockwork.ban_for_an_hour(user_id)
    clockwork.skip(minutes=30)
    later = clockwork.ban_for_an_hour(user_id)
    clockwork.skip(minutes=45)
    assert look(clockwork, user_id) == []

    clockwork.skip(minutes=30)

    assert look(clockwork, user_id) == [Outcome.LIFTED]
    assert f"case {later.case_number}:" in clockwork.unbans(user_id)[0]


def test_a_role_is_taken_after_its_time_and_one_given_anew_by_somebody_stays(clockwork: Clockwork) -> None:
    regular = role(clockwork, "Regular")
    users = [clockwork.stranger(), clockwork.stranger()]
    for user_id in users:
        number = clockwork.case(CaseKind.ROLES_GIVE)
        clockwork.ask("PUT", f"/members/{user_id}/roles/{regular}")
        clockwork.set(TimerKind.ROLE_GIVEN, user_id, regular, number)
    for roles in ([], [str(regular)]):
        clockwork.discord.control(
            "POST",
            f"/guilds/{clockwork.guild_id}/members/{users[1]}/update",
            actor_id=clockwork.discord.guild()["owner_id"],
            roles=roles,
        )
    clockwork.skip(hours=2)

    assert [look(clockwork, user_id) for user_id in users] == [[Outcome.LIFTED], [Outcome.ENDED]]
    assert [held(clockwork, user_id) for user_id in users] == [[], [str(regular)]]


def test_a_role_comes_back_with_the_member_and_goes_at_its_time(clockwork: Clockwork) -> None:
    regular, user_id = role(clockwork, "Regular"), clockwork.stranger()
    number = clockwork.case(CaseKind.ROLES_GIVE)
    clockwork.ask("PUT", f"/members/{user_id}/roles/{regular}")
    clockwork.set(TimerKind.ROLE_GIVEN, user_id, regular, number)
    clockwork.discord.control("DELETE", f"/guilds/{clockwork.guild_id}/members/{user_id}")
    clockwork.discord.control("POST", f"/guilds/{clockwork.guild_id}/members", user_id=str(user_id))

    assert clockwork.casework.rejoining.joined(clockwork.guild_id, [user_id]) == 1
    assert held(clockwork, user_id) == [str(regular)]
    assert clockwork.casework.rejoining.joined(clockwork.guild_id, [user_id]) == 0
    clockwork.skip(hours=2)

    assert look(clockwork, user_id) == [Outcome.LIFTED]
    assert held(clockwork, user_id) == []


def test_a_bot_that_may_not_any_more_fails_in_sight_and_goes_on_when_it_may_again(clockwork: Clockwork) -> None:
    user_id = clockwork.stranger()
    clockwork.ban_for_an_hour(user_id)
    clockwork.skip(hours=2)
    clockwork.discord.control("DELETE", f"/guilds/{clockwork.guild_id}/bot")
    clockwork.discord.control("PUT", f"/guilds/{clockwork.guild_id}/bot", permissions="0")

    assert look(clockwork, user_id) == [Outcome.REFUSED]
    (view,) = clockwork.runs_for(user_id)
    assert (view.state, view.code) == (TimerState.FAILED, "discord_forbidden")
    clockwork.discord.control("DELETE", f"/guilds/{clockwork.guild_id}/bot")
    clockwork.discord.control("PUT", f"/guilds/{clockwork.guild_id}/bot", permissions="8")
    clockwork.skip(seconds=FIRST_PAUSE.total_seconds() + 1)

    assert look(clockwork, user_id) == [Outcome.LIFTED]
