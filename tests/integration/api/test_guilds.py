"""What an administrator gets of their guilds: the list, one of them, its events, its settings, and nobody else's."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.gaps.table import GapTable
from shared.features.guilds.table import GuildTable
from shared.kernel.effects import UpsertGuild
from shared.kernel.events import GuildPayload
from shared.kernel.snowflakes import parse_snowflake
from tests.factories.gaps import a_gap
from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.api.browser import Browser

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def world(discord_sim: SimulatorProcess) -> dict[str, Any]:
    found: dict[str, Any] = discord_sim.world()
    return found


@pytest.fixture(scope="module")
def guild(world: dict[str, Any], aws_env: Mapping[str, str], discord_sim: SimulatorProcess) -> dict[str, Any]:
    """A guild that our record has as the bot saw it."""
    found: dict[str, Any] = discord_sim.guild()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, aws_env[name])
        aws = read_aws(Environment(aws_env))
        table = GuildTable(dynamodb_client(aws), aws)
        payload = GuildPayload(
            id=parse_snowflake(found["id"]),
            name=found["name"],
            icon="a1",
            owner_id=parse_snowflake(found["owner_id"]),
            member_count=42,
        )
        table.write([UpsertGuild(bot_id=parse_snowflake(discord_sim.client_id), guild=payload, seen_at=NOW)])
    return found


@pytest.fixture(scope="module")
def owner(api_url: str, guild: dict[str, Any]) -> Iterator[Browser]:
    with Browser(api_url) as browser:
        browser.log_in(guild["owner_id"])
        yield browser


def test_the_list_has_what_the_user_administers_and_a_way_to_invite_the_bot(
    owner: Browser, guild: dict[str, Any], discord_sim: SimulatorProcess
) -> None:
    listed = {each["id"]: each for each in owner.api("GET", "/api/guilds").json()["items"]}

    mine = listed[guild["id"]]
    assert (mine["name"], mine["owner"], mine["bot_present"], mine["member_count"]) == (guild["name"], True, True, 42)
    invite = urlsplit(mine["invite_url"])
    query = {name: values[0] for name, values in parse_qs(invite.query).items()}
    assert query["scope"] == "bot applications.commands"
    assert (query["client_id"], query["guild_id"]) == (discord_sim.client_id, guild["id"])
    assert query["disable_guild_select"] == "true"


def test_discord_is_asked_once_for_a_page_full_of_requests(owner: Browser, guild: dict[str, Any]) -> None:
    answers = [owner.api("GET", "/api/guilds") for _ in range(10)]

    assert {answer.status_code for answer in answers} == {200}


def test_one_guild_tells_what_the_bot_saw_and_whether_it_is_connected(owner: Browser, guild: dict[str, Any]) -> None:
    found = owner.api("GET", f"/api/guilds/{guild['id']}").json()

    assert (found["id"], found["name"], found["member_count"]) == (guild["id"], guild["name"], 42)
    assert found["icon_url"].endswith(f"/icons/{guild['id']}/a1.png?size=128")
    assert (found["is_active"], found["updated_at"]) == (True, NOW.isoformat().replace("+00:00", "Z"))
    assert (found["bot"]["online"], found["bot"]["connected_at"]) == (False, None)


def test_a_guild_without_events_has_an_empty_page_from_which_to_go_on(owner: Browser, guild: dict[str, Any]) -> None:
    page = owner.api("GET", f"/api/guilds/{guild['id']}/events?limit=5").json()

    assert page["items"] == []
    assert len(page["live_cursor"]) == 26


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "before=short", "before=" + "a" * 26])
def test_a_page_that_cannot_be_is_refused(owner: Browser, guild: dict[str, Any], query: str) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild['id']}/events?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")


def test_settings_are_read_with_their_schema_and_replaced_by_version(owner: Browser, guild: dict[str, Any]) -> None:
    url = f"/api/guilds/{guild['id']}/features/messages/settings"
    before = owner.api("GET", url).json()

    changed = owner.api("PUT", url, json={"values": {"store_content": True, "retention_days": 7}, "version": 0})
    stale = owner.api("PUT", url, json={"values": {}, "version": 0})

    defaults = {"store_content": False, "retention_days": 30, "content_days": 365}
    assert (before["version"], before["values"]) == (0, defaults)
    assert before["schema"]["$defs"]["MessageSettings"]["properties"]["retention_days"]["maximum"] == 365
    assert (changed.status_code, changed.json()["version"]) == (200, 1)
    assert owner.api("GET", url).json()["values"] == defaults | {"store_content": True, "retention_days": 7}
    assert (stale.status_code, stale.json()["code"]) == (409, "settings_changed")


@pytest.mark.parametrize("values", [{"retention_days": 0}, {"retention_days": "7"}, {"unknown": 1}])
def test_settings_that_cannot_be_are_refused(owner: Browser, guild: dict[str, Any], values: dict[str, Any]) -> None:
    answer = owner.api(
        "PUT", f"/api/guilds/{guild['id']}/features/messages/settings", json={"values": values, "version": 1}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")


def test_a_feature_that_there_is_not_has_no_settings(owner: Browser, guild: dict[str, Any]) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild['id']}/features/teleport/settings")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.fixture(scope="module")
def stranger(api_url: str, world: dict[str, Any], guild: dict[str, Any]) -> Iterator[Browser]:
    """Somebody who administers none of this."""
    with Browser(api_url) as browser:
        browser.log_in(world["people"][-1]["id"])
        assert guild["id"] not in {each["id"] for each in browser.api("GET", "/api/guilds").json()["items"]}
        yield browser


@pytest.mark.parametrize("path", ["", "/events", "/features/messages/settings", "/features/teleport/settings"])
def test_a_foreign_guild_and_one_that_is_not_look_the_same(stranger: Browser, guild: dict[str, Any], path: str) -> None:
    foreign, unknown = (stranger.api("GET", f"/api/guilds/{each}{path}") for each in (guild["id"], "1234567"))

    assert (foreign.status_code, foreign.json()["code"]) == (403, "guild_forbidden")
    assert (unknown.status_code, unknown.json()["message"]) == (403, foreign.json()["message"])


@pytest.mark.parametrize("guild_id", ["abc", "-1", "1" * 20, "9" * 19, "%20", "1e3"])
def test_what_is_no_guild_id_is_refused(owner: Browser, guild_id: str) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild_id}/events")

    assert answer.status_code == 400
    assert guild_id not in answer.text


def test_without_a_bot_there_is_nobody_to_ping(owner: Browser, api_variables: dict[str, str]) -> None:
    ping = owner.api("GET", "/api/gateway/ping")
    bots = owner.api("GET", "/api/gateway/status").json()["bots"]

    assert (ping.status_code, ping.json()["code"]) == (503, "bot_unavailable")
    assert api_variables["BOT_ID"] not in {bot["bot_id"] for bot in bots}


def test_a_ticket_is_for_one_connection_soon(owner: Browser, api_variables: dict[str, str]) -> None:
    first, second = (owner.api("POST", "/api/ws-ticket").json() for _ in range(2))

    assert (first["url"], first["expires_in"]) == (api_variables["GATEWAY_URL"], 60)
    assert first["ticket"] != second["ticket"]


def test_what_was_not_seen_is_listed_newest_first_page_by_page(
    owner: Browser, guild: dict[str, Any], aws_env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, aws_env[name])
    aws = read_aws(Environment(aws_env))
    table = GapTable(dynamodb_client(aws), aws)
    for first_at in (1_000, 2_000, 3_000):
        table.put(parse_snowflake(guild["id"]), a_gap(first_at=first_at, kinds=["message_delete"]), NOW)
    url = f"/api/guilds/{guild['id']}/gaps"

    first = owner.api("GET", url, params={"limit": 2}).json()
    second = owner.api("GET", url, params={"limit": 2, "before": first["next_cursor"]}).json()
    between = owner.api("GET", url, params={"since": 1_500, "until": 2_500}).json()

    assert [gap["first_at"] for gap in first["items"]] == [3_000, 2_000]
    assert second == {
        "items": [{"reason": "offline", "kinds": ["message_delete"], "first_at": 1_000, "last_at": 1_100, "events": 0}],
        "next_cursor": None,
    }
    assert [gap["first_at"] for gap in between["items"]] == [2_000]


@pytest.mark.parametrize("query", [{"before": "rubbish"}, {"limit": 0}, {"since": -1}, {"until": "soon"}], ids=str)
def test_gaps_are_asked_for_with_sense(owner: Browser, guild: dict[str, Any], query: dict[str, Any]) -> None:
    answer = owner.api("GET", f"/api/guilds/{guild['id']}/gaps", params=query)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")
