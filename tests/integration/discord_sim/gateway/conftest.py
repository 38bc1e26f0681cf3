"""Simulators and clients for the tests of the gateway."""

from collections.abc import Iterator

import discord
import pytest
import yarl

from tests.fixtures.discord_sim import SimulatorProcess, simulator


@pytest.fixture(scope="session")
def big_sim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """A simulator whose first guild has 2,500 people: three chunks of members."""
    with simulator(tmp_path_factory.mktemp("big"), "--guilds", "4", "--members", "2500", "--limit-scale", "10") as sim:
        yield sim


@pytest.fixture
def sim(big_sim: SimulatorProcess) -> Iterator[SimulatorProcess]:
    """The same, with every fault cleared and every application flag set afterwards."""
    yield big_sim
    big_sim.control("DELETE", "/faults")


@pytest.fixture(autouse=True)
def _discord_py_elsewhere(monkeypatch: pytest.MonkeyPatch, big_sim: SimulatorProcess) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", big_sim.api_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(big_sim.gateway_url))
    monkeypatch.setattr(discord.asset.Asset, "BASE", big_sim.cdn_url)
