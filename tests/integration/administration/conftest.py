"""The API in this process, before real engines and a Discord of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import redis

from chalicelib.services import Services
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.administration.hall import Hall
from tests.integration.administration.policy import is_allowed, recorded
from tests.integration.api.conftest import api_port  # noqa: F401 - a fixture, for the next
from tests.integration.api.conftest import api_variables as variables_of_the_api  # noqa: F401 - likewise
from tests.security.in_process import URL, browser_in_process


@pytest.fixture(scope="session")
def redis_url(redis_url: str) -> str:
    """A database apart: what is remembered here of guilds and people is of another Discord."""
    return redis_url.removesuffix("/0") + "/2"


@pytest.fixture(scope="session")
def discord_sim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """A Discord whose limits nobody here meets."""
    flags = ("--seed", "11", "--guilds", "3", "--members", "40", "--limit-scale", "1000")
    with simulator(tmp_path_factory.mktemp("discord"), *flags) as started:
        yield started


@pytest.fixture(scope="session")
def services(variables_of_the_api: dict[str, str]) -> Iterator[Services]:  # noqa: F811 - asked for by its name
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, variables_of_the_api[name])
        callback = f"{URL}/api/auth/discord/callback"
        made = Services(variables_of_the_api | {"DISCORD_CALLBACK_URL": callback}, lambda: datetime.now(UTC))
        with recorded(made._dynamodb) as calls:
            yield made
        refused = sorted(call for call in calls if not is_allowed(call))
        assert refused == [], "the role of the API does not allow this"


@pytest.fixture(scope="session")
def hall(discord_sim: SimulatorProcess, services: Services, redis_url: str) -> Iterator[Hall]:
    guild = discord_sim.guild()
    with (
        browser_in_process(services) as owner,
        browser_in_process(services) as moderator,
        redis.Redis.from_url(redis_url) as store,
    ):
        owner.log_in(guild["owner_id"])
        moderator.log_in(discord_sim.person("chidi"))
        yield Hall(discord_sim, guild, store, {"owner": owner, "moderator": moderator})
