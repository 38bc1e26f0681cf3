"""Every route of the simulator keeps to Discord's OpenAPI document, in what it takes and in what it answers."""

from collections.abc import AsyncIterator

import pytest

from infra.discord_sim.limits.options import LimitOptions
from infra.discord_sim.rest.resources import ROUTES
from tests.contracts.discord_openapi import document
from tests.contracts.discord_openapi.contract import Contract
from tests.contracts.discord_openapi.scenarios import SCENARIOS, Scenario
from tests.contracts.discord_openapi.visitor import Visitor, missing
from tests.integration.discord_sim.rest.served import serve

# What the document leaves out: discord.com/developers/docs/topics/oauth2
UNDOCUMENTED = frozenset({("POST", "/oauth2/token"), ("POST", "/oauth2/token/revoke")})
# Nobody can have changed a command's permissions, because only people can: this route only ever answers 404.
NEVER_WELCOME = frozenset(
    {("GET", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions")}
)


@pytest.fixture(scope="session")
def contract() -> Contract:
    """Return the contract; skip, and say so, where there is no copy of the document."""
    path = document.find()
    if path is None:
        pytest.skip("Discord's OpenAPI document is neither at DISCORD_OPENAPI nor beside the checkout")
    return Contract(document.load(path))


@pytest.fixture
async def visitor(contract: Contract) -> AsyncIterator[Visitor]:
    async with serve() as served:
        yield Visitor(served, contract)


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())
async def test_requests_and_answers_keep_to_the_document(visitor: Visitor, scenario: Scenario) -> None:
    await scenario(visitor)


async def test_every_route_was_visited(contract: Contract) -> None:
    visited = set(UNDOCUMENTED | NEVER_WELCOME)

    for scenario in SCENARIOS.values():
        async with serve() as served:
            visitor = Visitor(served, contract)
            await scenario(visitor)
            visited |= visitor.visited

    assert missing(ROUTES, visited) == []


def test_every_route_is_in_the_document(contract: Contract) -> None:
    unknown = [
        f"{route.method} {route.template}"
        for route in ROUTES
        if (route.method, route.template) not in UNDOCUMENTED and not contract.has(route.method, route.template)
    ]

    assert unknown == []


async def test_a_429_keeps_to_the_document(contract: Contract) -> None:
    async with serve(limits=LimitOptions()) as served:
        visitor = Visitor(served, contract)
        for _ in range(2):
            await visitor.call("GET", "/gateway/bot", status=200)

        refused = await visitor.call("GET", "/gateway/bot", status=429)

    assert refused["retry_after"] == 5.0
