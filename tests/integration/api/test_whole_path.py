"""The API with the whole stack behind it: a bot that answers, guilds that it reported, events that it saw."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fixtures.running_stack import RunningStack
from tests.integration.api.browser import Browser

pytestmark = pytest.mark.stack


def until(value: Callable[[], Any], seconds: float = 20) -> Any:
    """Return the first value that is not empty."""
    deadline = time.monotonic() + seconds
    while not (found := value()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


@pytest.fixture(scope="module")
def guild(stack: RunningStack) -> dict[str, Any]:
    found: dict[str, Any] = stack.discord.guild()
    return found


@pytest.fixture(scope="module")
def owner(stack: RunningStack, guild: dict[str, Any]) -> Iterator[Browser]:
    """The guild's owner, at the site: that is where our page calls the API."""
    with Browser(stack.site_url) as browser:
        browser.log_in(guild["owner_id"])
        yield browser


def test_the_bot_answers_a_ping_through_the_gateway(owner: Browser, stack: RunningStack) -> None:
    answer = until(lambda: (ping := owner.api("GET", "/api/gateway/ping")).ok and ping.json())

    assert (answer["ok"], answer["bot_id"]) == (True, stack.discord.client_id)
    assert 0 <= answer["milliseconds"] < 5000


def test_the_connected_bots_are_told(owner: Browser, stack: RunningStack) -> None:
    (bot,) = until(lambda: owner.api("GET", "/api/gateway/status").json()["bots"])

    assert (bot["bot_id"], bot["shard_ids"], bot["shard_count"]) == (stack.discord.client_id, [0], 1)


def test_the_guilds_that_the_bot_is_in_are_known_and_others_can_be_invited_to(
    owner: Browser, guild: dict[str, Any]
) -> None:
    def listed() -> dict[str, Any]:
        return {each["id"]: each for each in owner.api("GET", "/api/guilds").json()["items"]}

    mine = until(lambda: (found := listed())[guild["id"]]["bot_present"] and found)
    one = owner.api("GET", f"/api/guilds/{guild['id']}").json()

    assert mine[guild["id"]]["member_count"] == guild["member_count"]
    assert (one["name"], one["is_active"], one["bot"]["online"]) == (guild["name"], True, True)


def test_a_message_is_in_the_history_without_its_content_unless_that_is_wanted(
    owner: Browser, stack: RunningStack, guild: dict[str, Any]
) -> None:
    said = stack.discord.say(stack.discord.channel(guild["id"]), "a word that nobody keeps")

    def messages() -> list[dict[str, Any]]:
        page = owner.api("GET", f"/api/guilds/{guild['id']}/events").json()
        return [each for each in page["items"] if each["data"].get("message_id") == said["id"]]

    (message,) = until(messages)

    assert (message["data"]["content"], message["guild_id"]) == (None, guild["id"])
    assert len(message["cursor"]) == 26


def test_every_worker_tells_how_it_does(owner: Browser, stack: RunningStack) -> None:
    def answered() -> list[dict[str, Any]]:
        answer = owner.api("POST", "/api/gateway/broadcast", json={"command": "status"})
        return [each for each in answer.json()["items"] if each["status"] is not None]

    (worker,) = until(answered)

    assert (worker["worker"]["shard_ids"], worker["error"], worker["pong"]) == ([0], None, None)
    assert worker["status"]["guilds"] == sum(each["bot_present"] for each in stack.discord.world()["guilds"])
    assert owner.api("POST", "/api/gateway/broadcast", json={"command": "run-effects"}).status_code == 400


def test_what_a_guild_does_not_want_recorded_is_not_from_the_next_moment_on(
    owner: Browser, stack: RunningStack, guild: dict[str, Any]
) -> None:
    general = stack.discord.channel(guild["id"])
    quiet = next(each["id"] for each in guild["channels"] if each["type"] == 0 and each["id"] != general)
    url = f"/api/guilds/{guild['id']}/features/events/settings"
    before = owner.api("GET", url).json()
    values = {**before["values"], "ignored_channel_ids": [quiet]}

    assert owner.api("PUT", url, json={"values": values, "version": before["version"]}).ok
    time.sleep(1)
    unwanted = stack.discord.say(quiet, "nobody records this")["id"]
    wanted = stack.discord.say(general, "this is recorded")["id"]

    def recorded() -> set[str]:
        page = owner.api("GET", f"/api/guilds/{guild['id']}/events").json()
        return {str(each["data"].get("message_id")) for each in page["items"]}

    assert until(lambda: wanted in recorded())
    assert unwanted not in recorded()
