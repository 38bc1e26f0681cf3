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
