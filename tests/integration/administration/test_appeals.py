"""A banned person sees their case, appeals, and is answered: at Discord, in the case and on their page."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.services import Services
from shared.features.access.model import GuildPermission
from shared.features.actions.authors import Author
from shared.features.cases.model import CaseSource
from shared.features.enforcement.model import BanAct, WarnAct
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from tests.integration.administration.hall import Hall, refusal
from tests.integration.api.browser import Browser
from tests.security.in_process import browser_in_process

NOWHERE = "123456789012345678"


class Offender:
    """Somebody whom the owner does something to, with a browser of their own."""

    def __init__(self, hall: Hall, services: Services, user_id: str, browser: Browser) -> None:
        self.hall, self.services, self.browser = hall, services, browser
        self.id = user_id
        self.url = f"/api/appeals/{hall.id}"

    def is_banned(self) -> bool:
        bans = self.hall.at_discord(f"/guilds/{self.hall.id}/bans?limit=1000")
        return self.id in {ban["user"]["id"] for ban in bans}

    def suffer(self, act: BanAct | WarnAct, key: str) -> int:
        """Let the owner do it; return the case's number."""
        owner = Author(
            user_id=parse_snowflake(self.hall.owner_id), guild_id=parse_snowflake(self.hall.id), reason="spam"
        )
        case = self.services.casework.enforcement.take(owner, act, source=CaseSource.WEB, key=key).case
        return case.number

    def cases(self) -> Any:
        return self.browser.api("GET", self.url).json()


@pytest.fixture
def offender(hall: Hall, services: Services) -> Iterator[Offender]:
    """A member whom the owner may do something to."""
    with browser_in_process(services) as browser:
        browser.log_in(hall.discord.person("dana"))
        yield Offender(hall, services, hall.discord.person("dana"), browser)


@pytest.fixture
def stranger(hall: Hall, services: Services) -> Iterator[Offender]:
    """Somebody who is no member: others here need theirs."""
    with browser_in_process(services) as browser:
        browser.log_in(hall.discord.person("elif"))
        yield Offender(hall, services, hall.discord.person("elif"), browser)


@pytest.fixture(autouse=True)
def hears_appeals(hall: Hall, services: Services) -> None:
    guild_id = parse_snowflake(hall.id)
    version = services.settings.read(guild_id, FEATURE, EnforcementSettings).version
    services.settings.change(guild_id, FEATURE, EnforcementSettings(appeals=True), version)


def test_a_banned_person_appeals_and_is_let_back_in(hall: Hall, stranger: Offender) -> None:
    number = stranger.suffer(BanAct(user_id=parse_snowflake(stranger.id)), "appeal-ban")
    answers = f"/api/guilds/{hall.id}/cases/{number}/appeal/answer"
    assert stranger.is_banned()

    seen = stranger.cases()
    sent = stranger.browser.api("POST", f"{stranger.url}/cases/{number}", json={"text": "It was my brother."})
    moderator = hall.let(GuildPermission.MODERATE)
    waiting = moderator.api("GET", f"/api/guilds/{hall.id}/cases", params={"appeal": "open"}).json()
    said = {"decision": "accepted", "answer": "Welcome back.", "lift": True}
    answered = moderator.api("POST", answers, json=said)

    assert (seen["name"], [case["number"] for case in seen["items"]]) == (
        hall.at_discord(f"/guilds/{hall.id}")["name"],
        [number],
    )
    assert sent.status_code == 200, sent.text
    assert [case["number"] for case in waiting["items"]] == [number]
    assert answered.status_code == 200, answered.text
    assert (answered.json()["lift_problem"], answered.json()["lifted_by"]["kind"]) == (None, "unban")
    assert not stranger.is_banned()
    assert hall.last_reason().endswith(f"Appeal to case {number} accepted")
    (case,) = [case for case in stranger.cases()["items"] if case["number"] == number]
    assert (case["appeal"]["state"], case["appeal"]["answer"], case["ended"]) == ("accepted", "Welcome back.", "lifted")
    again = moderator.api("POST", answers, json=said | {"decision": "rejected", "lift": False})
    assert refusal(again)[:2] == (409, "conflict")


def test_of_appeals_at_once_one_counts(offender: Offender) -> None:
    number = offender.suffer(WarnAct(user_id=parse_snowflake(offender.id)), "appeal-race")

    def send(count: int) -> int:
        body = {"text": f"appeal {count}"}
        return offender.browser.api("POST", f"{offender.url}/cases/{number}", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(send, range(4)))

    assert codes == [200, 409, 409, 409]


def test_nobody_else_sees_it_and_no_guild_is_told_from_another(
    hall: Hall, offender: Offender, services: Services
) -> None:
    number = offender.suffer(WarnAct(user_id=parse_snowflake(offender.id), hidden=True), "appeal-hidden")
    with browser_in_process(services) as other:
        other.log_in(hall.owner_id)
        answers = [other.api("GET", f"/api/appeals/{guild}") for guild in (hall.id, NOWHERE)]
        closed = other.api("POST", f"{offender.url}/cases/{number}", json={"text": "hello"})

    assert [refusal(answer) for answer in answers] == [(404, "not_found", None)] * 2
    assert refusal(closed) == (404, "not_found", None)
    assert number not in [case["number"] for case in offender.cases().get("items", [])]
    hidden = offender.browser.api("POST", f"{offender.url}/cases/{number}", json={"text": "hello"})
    assert hidden.text.partition("request_id")[0] == closed.text.partition("request_id")[0]


def test_a_text_too_long_or_empty_is_refused(offender: Offender) -> None:
    number = offender.suffer(WarnAct(user_id=parse_snowflake(offender.id)), "appeal-long")

    for text in ("", "\u202e\u0000 ", "x" * 2_001, "x" * 70_000):
        answer = offender.browser.api("POST", f"{offender.url}/cases/{number}", json={"text": text})

        assert answer.status_code in {400, 413}, answer.text


def test_a_moderator_answers_no_appeal_of_their_own(hall: Hall, services: Services) -> None:
    owner = Author(user_id=Snowflake(int(hall.owner_id)), guild_id=parse_snowflake(hall.id), reason="language")
    act = WarnAct(user_id=parse_snowflake(hall.moderator_id))
    number = services.casework.enforcement.take(owner, act, source=CaseSource.WEB, key="appeal-own").case.number
    moderator = hall.let(GuildPermission.MODERATE)
    assert moderator.api("POST", f"/api/appeals/{hall.id}/cases/{number}", json={"text": "No!"}).status_code == 200

    answer = moderator.api(
        "POST",
        f"/api/guilds/{hall.id}/cases/{number}/appeal/answer",
        json={"decision": "accepted", "answer": "Yes!", "lift": True},
    )

    assert refusal(answer)[:2] == (403, "permission_missing")
