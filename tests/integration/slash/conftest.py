"""A real worker between the simulated Discord and real stores, and moderators who use its commands."""

from collections.abc import Iterator, Mapping

import pytest
import requests

from infra.local import environment
from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.features.cases.table import CaseTable
from shared.features.settings.grants import FEATURE as ACCESS
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from shared.kernel.snowflakes import Snowflake
from tests.fixtures.aws import REGION, local_aws
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.redis import a_redis
from tests.integration.slash.moderators import Hall, a_worker

SEED = "4711"


@pytest.fixture(scope="package")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    folder = tmp_path_factory.mktemp("discord")
    with simulator(folder, "--guilds", "3", "--members", "40", "--seed", SEED, "--limit-scale", "100") as started:
        yield started


@pytest.fixture(scope="package")
def aws_env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A local AWS of its own: a worker carries out whatever jobs and timers others left to its guilds."""
    with local_aws(tmp_path_factory.mktemp("aws")) as endpoint:
        yield environment.aws_client(endpoint, REGION)


@pytest.fixture(scope="package")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis for each simulator: what one remembers of Discord is not true of another."""
    with a_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="package")
def settings(aws_env: Mapping[str, str]) -> Iterator[SettingsService]:
    """Settings in the local AWS, whose credentials are this process's meanwhile; no worker has a shard yet."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws_env.items():
            patch.setenv(name, value)
        yield _settings(aws_env)


def _settings(aws_env: Mapping[str, str]) -> SettingsService:
    aws = read_aws(Environment(aws_env))
    client = dynamodb_client(aws)
    leases = f"{aws.table_prefix}leases"
    for item in client.scan(TableName=leases)["Items"]:
        client.delete_item(TableName=leases, Key={"pk": item["pk"], "sk": item["sk"]})
    return SettingsService(SettingsTable(client, aws))


@pytest.fixture(scope="package")
def hall(
    tmp_path_factory: pytest.TempPathFactory,
    discord: SimulatorProcess,
    settings: SettingsService,
    aws_env: Mapping[str, str],
    redis_url: str,
) -> Iterator[Hall]:
    """The first guild, where moderators may do everything of theirs, and a worker that has all guilds."""
    hall = Hall(discord, discord.guild(), settings, _cases(aws_env))
    grant = RoleGrant(
        role_id=hall.role("Moderator"),
        permissions=[GuildPermission.MODERATE, GuildPermission.MANAGE_ROLES, GuildPermission.MANAGE_CHANNELS],
    )
    stored = settings.read(hall.id, ACCESS, AccessSettings)
    settings.change(hall.id, ACCESS, AccessSettings(grants=[grant]), stored.version)
    with a_worker(tmp_path_factory.mktemp("worker"), discord, aws_env, redis_url):
        yield hall


def _cases(aws_env: Mapping[str, str]) -> CaseTable:
    aws = read_aws(Environment(aws_env))
    return CaseTable(dynamodb_client(aws), aws)


@pytest.fixture
def newcomer(hall: Hall) -> Snowflake:
    """Somebody about whom there is no case yet."""
    return Snowflake(int(hall.discord.control("POST", f"/guilds/{hall.id}/members")["user"]["id"]))


@pytest.fixture
def dana(hall: Hall) -> Iterator[Snowflake]:
    """A member without power, who is there again after each test."""
    user_id = Snowflake(int(hall.discord.person("dana")))
    yield user_id
    path = f"/guilds/{hall.id}/members/{user_id}"
    requests.post(f"{hall.discord.control_url}{path}/unban", json={}, timeout=10)
    requests.post(f"{hall.discord.control_url}/guilds/{hall.id}/members", json={"user_id": user_id}, timeout=10)
