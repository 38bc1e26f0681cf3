"""Whatever part is killed, the stack heals itself, from the browser to the bot and back, and says so."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.fixtures.running_stack import RunningStack, await_text, running_stack, wait_for
from tests.integration.api.browser import Browser

pytestmark = pytest.mark.stack

TITLES = {
    "aws": "local AWS",
    "redis": "Redis",
    "discord": "Discord simulator",
    "lambdas": "gateway",
    "api": "HTTP API",
    "site": "SPA",
    "bot": "bot worker",
}


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    with running_stack(tmp_path_factory.mktemp("recovery")) as running:
        yield running


@pytest.fixture(scope="module")
def somebody(own_stack: RunningStack) -> Browser:
    browser = Browser(own_stack.site_url)
    browser.log_in(str(own_stack.discord.world()["people"][0]["id"]))
    return browser


@pytest.mark.parametrize("part", TITLES)
def test_a_part_that_is_killed_comes_back_and_is_named(own_stack: RunningStack, somebody: Browser, part: str) -> None:
    said = len(own_stack.output)
    killed = own_stack.pid_of(part)

    os.kill(killed, signal.SIGKILL)

    await_text(own_stack, f"{TITLES[part]} died (signal 9), restarting in", after=said)
    await_text(own_stack, f"{TITLES[part]} is back", after=said)
    assert own_stack.pid_of(part) != killed
    wait_for(lambda: somebody.api("GET", "/api/gateway/ping").ok, 40, own_stack)
