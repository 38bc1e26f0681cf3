"""What the tests of the REST side ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.discord_sim.rest.served import Served, serve


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """Serve a small world without limits, in which the bot may do everything but is not the owner."""
    async with serve() as running:
        yield running
