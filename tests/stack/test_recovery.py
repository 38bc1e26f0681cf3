"""Whatever part is killed, the stack heals itself and says so."""

import os
import signal
from collections.abc import Iterator

import pytest
import requests

from tests.fixtures.running_stack import RunningStack, await_text, running_stack, wait_for

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


@pytest.mark.parametrize("part", TITLES)
def test_a_part_that_is_killed_comes_back_and_is_named(own_stack: RunningStack, part: str) -> None:
    said = len(own_stack.output)
    killed = own_stack.pid_of(part)

    os.kill(killed, signal.SIGKILL)

    await_text(own_stack, f"{TITLES[part]} died (signal 9), restarting in", after=said)
    await_text(own_stack, f"{TITLES[part]} is back", after=said)
    assert own_stack.pid_of(part) != killed
    wait_for(lambda: _is_healthy(own_stack), 10, own_stack)


def _is_healthy(stack: RunningStack) -> bool:
    return requests.get(f"{stack.site_url}/api/health", timeout=5).ok
