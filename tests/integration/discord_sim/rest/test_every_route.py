"""The contract's scenarios, where there is no copy of Discord's document to hold them to."""

from typing import Any

import pytest

from infra.discord_sim.rest.resources import ROUTES
from tests.contracts.discord_openapi.scenarios import SCENARIOS, Scenario
from tests.contracts.discord_openapi.test_every_route import NEVER_WELCOME, UNDOCUMENTED
from tests.contracts.discord_openapi.visitor import Visitor, missing
from tests.integration.discord_sim.rest.served import Served, serve


class NoContract:
    """Allow everything."""

    def operation(self, *said: str) -> str:
        """Know every operation, by the template that the simulator gives it."""
        return said[1]

    def check_request(self, *said: Any) -> None:
        """Allow any request."""

    def check_response(self, *said: Any) -> None:
        """Allow any answer."""


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())
async def test_a_scenario_comes_to_its_end(served: Served, scenario: Scenario) -> None:
    await scenario(Visitor(served, NoContract()))


async def test_no_route_is_left_out() -> None:
    visited = set(UNDOCUMENTED | NEVER_WELCOME)

    for scenario in SCENARIOS.values():
        async with serve() as served:
            visitor = Visitor(served, NoContract())
            await scenario(visitor)
            visited |= visitor.visited

    assert missing(ROUTES, visited) == []
