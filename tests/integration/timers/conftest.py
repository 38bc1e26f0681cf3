"""A Discord of one's own, whose clock tests move, and the services that act there."""

from collections.abc import Iterator, Mapping

import pytest

from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.timers.clockwork import Clockwork


@pytest.fixture(scope="module")
def clockwork(
    aws_env: Mapping[str, str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clockwork]:
    folder = tmp_path_factory.mktemp("timers")
    flags = ("--seed", "23", "--guilds", "2", "--members", "40", "--limit-scale", "1000")
    with simulator(folder, *flags) as discord, pytest.MonkeyPatch.context() as patch:
        for name, value in aws_env.items():
            patch.setenv(name, value)
        yield Clockwork(discord, dict(aws_env), redis_url.removesuffix("/0") + "/3")


__all__ = ["SimulatorProcess"]
