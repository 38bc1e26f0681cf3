"""A guild's history and its dead letters, over HTTP and from the tables."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from infra.operations.dead_letters import carry_out
from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.kernel import json
from shared.kernel.buckets import DEFAULT_PLAN, BucketPlan
from shared.kernel.events import Event
from shared.kernel.snowflakes import parse_snowflake
from shared.kernel.ulids import make_ulid
from shared.wiring.commit import event_commit
from tests.factories.events import a_batch, a_message
from tests.fakes.clock import FakeClock
from tests.fakes.events import FakeAccessEffects, FakeAudits
from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.api.browser import Browser


@pytest.fixture(scope="module")
def guild(discord_sim: SimulatorProcess) -> dict[str, Any]:
    """One that the bot has not reported: the owner may see it by Discord's word, and no other test uses it."""
    found: dict[str, Any] = discord_sim.world()["guilds"][1]
    return found


@pytest.fixture(scope="module")
def owner(api_url: str, guild: dict[str, Any]) -> Iterator[Browser]:
    with Browser(api_url) as browser:
        browser.log_in(guild["owner_id"])
        yield browser


@pytest.fixture(scope="module")
def committed(guild: dict[str, Any], api_variables: Mapping[str, str]) -> list[Event]:
    """Three messages of the last minute, the second of somebody else, and what cannot be read."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, api_variables[name])
        env = Environment(api_variables)
        aws, keys = read_aws(env), (bytes.fromhex(api_variables["ENCRYPTION_KEY"]),)
        plan, client = BucketPlan.parse(DEFAULT_PLAN), dynamodb_client(aws)
        commit = event_commit(client, aws, plan, keys, FakeAccessEffects(), FakeAudits(), FakeClock())
        now = int(time.time() * 1000)
        guild_id = parse_snowflake(guild["id"])
        events = [a_message(guild_id=guild_id, timestamp=now - ago) for ago in (30_000, 20_000, 10_000)]
        events[1] = msgspec.structs.replace(events[1], user_id=parse_snowflake("77"))
        spoilt = msgspec.Raw(json.encode(events[0]).replace(b'"attachments":0', b'"attachments":"the secret plan"'))
        commit.commit(a_batch(*events, spoilt, batch_id=make_ulid(now - 5_000, 1 << 60)))
    return events


def test_history_goes_both_ways_and_by_what_is_asked_for(
    owner: Browser, guild: dict[str, Any], committed: list[Event]
) -> None:
    def ids(**query: Any) -> list[str]:
        page = owner.api("GET", f"/api/guilds/{guild['id']}/events", params=query).json()
        return [event["id"] for event in page["items"]]

    expected = [event.id for event in committed]

    assert ids() == expected[::-1]
    assert ids(after=make_ulid(committed[0].timestamp, 0)) == expected
    assert ids(user_id="77") == [expected[1]]
    assert ids(type="member_ban,gap") == []
    assert ids(type="member_ban,message_create", since=committed[1].timestamp) == expected[:0:-1]
    assert ids(until=committed[1].timestamp - 1) == expected[:1]


@pytest.mark.parametrize(
    "query", [{"type": "A"}, {"type": ","}, {"user_id": "x"}, {"since": -1}, {"before": "0" * 26, "after": "0" * 26}]
)
def test_what_cannot_be_asked_for_is_refused(owner: Browser, guild: dict[str, Any], query: dict[str, Any]) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild['id']}/events", params=query)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")


@pytest.mark.usefixtures("committed")
def test_dead_letters_are_listed_without_what_is_in_them_and_tried_again(owner: Browser, guild: dict[str, Any]) -> None:
    url = f"/api/guilds/{guild['id']}/dead-letters"

    listed = owner.api("GET", url)
    (letter,) = listed.json()["items"]
    replayed = owner.api("POST", f"{url}/{letter['id']}/replay")
    missing = owner.api("POST", f"{url}/{letter['id'][:-3]}999/replay")

    assert (letter["claimed_type"], letter["guild_id"]) == ("message_create", guild["id"])
    assert "secret" not in listed.text
    assert (replayed.json()["stored"], replayed.json()["reason"]) == (False, letter["reason"])
    assert missing.status_code == 404


@pytest.mark.usefixtures("committed")
def test_an_operator_lists_them_and_tries_all_again(
    api_variables: Mapping[str, str], guild: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, api_variables[name])
    said: list[str] = []

    carry_out(api_variables, ["list"], said.append)
    left = carry_out(api_variables, ["replay", "--all"], said.append)

    assert left >= 1
    assert any(guild["id"] in line for line in said)
    assert "secret" not in "".join(said)
    with pytest.raises(ValueError, match="dead-letters"):
        carry_out(api_variables, ["rubbish"], said.append)
