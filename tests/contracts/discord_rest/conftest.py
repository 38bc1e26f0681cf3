"""A simulator without limits, and the client that keeps to the document."""

from collections.abc import Iterator

import pytest

from shared.adapters.discord.errands import Errand
from shared.adapters.discord.transport import HttpTransport
from tests.contracts.discord_openapi import document
from tests.contracts.discord_openapi.contract import Contract
from tests.contracts.discord_rest.checked import CheckedClient
from tests.fixtures.discord_sim import SimulatorProcess, simulator

ERRAND = Errand(actor="ada.lindqvist", reason="tidying up")


@pytest.fixture(scope="module")
def unlimited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    folder = tmp_path_factory.mktemp("unlimited")
    with simulator(folder, "--guilds", "3", "--members", "60", "--limit-scale", "1000") as started:
        yield started


@pytest.fixture(scope="module")
def client(unlimited: SimulatorProcess) -> CheckedClient:
    """Return the client; skip, and say so, where there is no copy of the document."""
    path = document.find()
    if path is None:
        pytest.skip("Discord's OpenAPI document is neither at DISCORD_OPENAPI nor beside the checkout")
    transport = HttpTransport(unlimited.api_url, unlimited.bot_token)
    return CheckedClient(transport, Contract(document.load(path)))


@pytest.fixture(scope="module")
def guild_id(unlimited: SimulatorProcess) -> int:
    return int(unlimited.guild()["id"])


@pytest.fixture
def channel_id(unlimited: SimulatorProcess, guild_id: int) -> int:
    return int(unlimited.channel(str(guild_id)))


@pytest.fixture
def member_id(unlimited: SimulatorProcess, guild_id: int) -> int:
    """The id of somebody new, whom the bot may do anything to."""
    joined = unlimited.control("POST", f"/guilds/{guild_id}/members")
    return int(joined["user"]["id"])
