"""An attacker's surroundings: the API before real engines, a guild, its owner, and somebody with no business there."""

# ruff: noqa: F811 - a fixture is asked for by its name

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import redis

from chalicelib.services import Services
from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.guilds.table import GuildTable
from shared.kernel.effects import UpsertGuild
from shared.kernel.events import GuildPayload
from shared.kernel.snowflakes import parse_snowflake
from tests.fakes.clock import FakeClock
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.api.browser import Browser
from tests.integration.api.conftest import (  # noqa: F401 - fixtures, for the tests of this folder too
    api_log,
    api_port,
    api_url,
    browser_at,
    people,
    user_id,
)
from tests.integration.api.conftest import api_variables as variables_of_the_api  # noqa: F401 - likewise
from tests.integration.ws_gateway.conftest import gateway, post_office  # noqa: F401 - likewise
from tests.security.in_process import URL, browser_in_process


@pytest.fixture(scope="session")
def redis_url(redis_url: str) -> str:
    """A database apart: what is counted here against a caller limits nobody else."""
    return redis_url.removesuffix("/0") + "/1"


@pytest.fixture(scope="session")
def discord_sim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """A Discord with other guilds than other tests have, which lets the same few people log in again and again."""
    flags = ("--seed", "7", "--guilds", "4", "--members", "60", "--limit-scale", "100")
    with simulator(tmp_path_factory.mktemp("discord"), *flags) as started:
        yield started


@pytest.fixture(scope="session")
def api_variables(variables_of_the_api: dict[str, str]) -> dict[str, str]:
    """Limits of rate as wide as all these attempts need; those that are about limits count for themselves."""
    return variables_of_the_api | {"RATE_LIMIT_FACTOR": "1000"}


@pytest.fixture
def store(redis_url: str) -> Iterator[redis.Redis]:
    """The Redis of the API, to look into and to let time pass in."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(scope="session")
def guild(discord_sim: SimulatorProcess, aws_env: Mapping[str, str]) -> dict[str, Any]:
    """A guild that the bot is in and that our record has."""
    found: dict[str, Any] = discord_sim.guild()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, aws_env[name])
        aws = read_aws(Environment(aws_env))
        payload = GuildPayload(
            id=parse_snowflake(found["id"]),
            name=found["name"],
            icon=None,
            owner_id=parse_snowflake(found["owner_id"]),
            member_count=42,
        )
        seen = UpsertGuild(bot_id=parse_snowflake(discord_sim.client_id), guild=payload, seen_at=datetime.now(UTC))
        GuildTable(dynamodb_client(aws), aws).write([seen])
    return found


@pytest.fixture(scope="session")
def owner(api_url: str, guild: dict[str, Any]) -> Iterator[Browser]:
    with Browser(api_url) as browser:
        browser.log_in(guild["owner_id"])
        yield browser


@pytest.fixture(scope="session")
def stranger(api_url: str, guild: dict[str, Any], discord_sim: SimulatorProcess) -> Iterator[Browser]:
    """Somebody with a login of their own, who administers nothing in this guild."""
    with Browser(api_url) as browser:
        browser.log_in(discord_sim.person("chidi"))
        administered = [each["id"] for each in browser.api("GET", "/api/guilds").json()["items"]]
        assert guild["id"] not in administered
        yield browser


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


@pytest.fixture
def patient(api_variables: dict[str, str], clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A browser at an API whose clock the test moves."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, api_variables[name])
    variables = api_variables | {"DISCORD_CALLBACK_URL": f"{URL}/api/auth/discord/callback"}
    with browser_in_process(Services(variables, clock)) as browser:
        yield browser
