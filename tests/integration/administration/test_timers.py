"""What a clock will lift: listed, tried again and left for good, by who may moderate."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.services import Services
from shared.features.access.model import GuildPermission
from shared.features.cases.model import CaseKind, Named
from shared.features.timers.model import TimerKind, TimerView
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from tests.factories.cases import a_new_case
from tests.integration.administration.hall import Hall, refusal

MODERATE = GuildPermission.MODERATE
ADA = Named(user_id=Snowflake(10**17 + 5), name="ada")


@pytest.fixture
def url(hall: Hall) -> str:
    return f"/api/guilds/{hall.id}/timers"


def set_one(hall: Hall, services: Services, user_id: int, *, days: int = 1) -> TimerView:
    guild_id, due_at = parse_snowflake(hall.id), datetime.now(UTC) + timedelta(days=days)
    number = services.casework.cases.open(
        a_new_case(guild_id=guild_id, kind=CaseKind.BAN, expires_at=due_at, at=datetime.now(UTC))
    ).number
    return services.casework.timers.set(guild_id, TimerKind.BAN, Snowflake(user_id), None, due_at, number, ADA)


def test_they_are_listed_in_pages_by_when_they_are_due(hall: Hall, services: Services, url: str) -> None:
    moderator = hall.let(MODERATE)
    later, sooner = set_one(hall, services, 10**17 + 1, days=3), set_one(hall, services, 10**17 + 2, days=2)

    first = moderator.api("GET", url, params={"limit": 1}).json()
    second = moderator.api("GET", url, params={"limit": 1, "cursor": first["next_cursor"]}).json()

    assert [page["items"][0]["id"] for page in (first, second)] == [sooner.id, later.id]
    assert second["next_cursor"] is None
    assert (first["items"][0]["kind"], first["items"][0]["state"], first["items"][0]["code"]) == (
        "ban",
        "waiting",
        None,
    )
    for timer in (later, sooner):
        assert moderator.api("DELETE", f"{url}/{timer.id}").status_code == 204


def test_one_that_is_left_for_good_takes_the_end_out_of_its_case(hall: Hall, services: Services, url: str) -> None:
    timer = set_one(hall, services, 10**17 + 3)
    moderator = hall.let(MODERATE)

    assert moderator.api("POST", f"{url}/{timer.id}/retry").json()["id"] == timer.id
    assert moderator.api("DELETE", f"{url}/{timer.id}").status_code == 204

    assert refusal(moderator.api("POST", f"{url}/{timer.id}/retry"))[:2] == (404, "not_found")
    case = services.casework.cases.get(parse_snowflake(hall.id), timer.case_number)
    assert (case.expires_at, case.revision) == (None, 2)


def test_another_guilds_timers_are_out_of_reach(hall: Hall, services: Services, url: str) -> None:
    timer = set_one(hall, services, 10**17 + 4)
    moderator = hall.let(MODERATE)

    foreign = moderator.api("DELETE", f"/api/guilds/7/timers/{timer.id}")
    hall.let(GuildPermission.VIEW)

    assert refusal(foreign)[:2] == (403, "guild_forbidden")
    assert refusal(moderator.api("GET", url))[:2] == (403, "permission_missing")
    hall.let(MODERATE)
    assert refusal(moderator.api("DELETE", f"{url}/7.kick.0.1"))[0] == 400
    assert refusal(moderator.api("GET", url, params={"cursor": "nonsense"}))[0] == 400
    assert moderator.api("DELETE", f"{url}/{timer.id}").status_code == 204


def test_a_role_stays_for_good_only_where_one_could_give_it(hall: Hall, services: Services, url: str) -> None:
    """Whoever was made a moderator, or anything else, for a week does not make it for ever by leaving its clock."""
    guild_id, due_at = parse_snowflake(hall.id), datetime.now(UTC) + timedelta(days=1)
    low = hall.make_role("for a week")

    def give(user_id: int, role_id: str) -> str:
        new = a_new_case(guild_id=guild_id, kind=CaseKind.ROLES_GIVE, expires_at=due_at, at=datetime.now(UTC))
        number = services.casework.cases.open(new).number
        kind = TimerKind.ROLE_GIVEN
        return services.casework.timers.set(
            guild_id, kind, Snowflake(user_id), Snowflake(int(role_id)), due_at, number, ADA
        ).id

    of_another, own = give(10**17 + 8, low), give(int(hall.moderator_id), low)
    too_high = give(10**17 + 9, hall.roles["Moderator"])
    moderator = hall.let(MODERATE)
    without = refusal(moderator.api("DELETE", f"{url}/{of_another}"))
    hall.let(MODERATE, GuildPermission.MANAGE_ROLES)
    tried = [refusal(moderator.api("DELETE", f"{url}/{timer}"))[:2] for timer in (own, too_high)]

    assert without == (403, "permission_missing", {"missing": ["manage-roles"]})
    assert tried == [(409, "conflict"), (403, "role_too_high")]
    assert moderator.api("DELETE", f"{url}/{of_another}").status_code == 204
    assert {hall.owner.api("DELETE", f"{url}/{timer}").status_code for timer in (own, too_high)} == {204}
