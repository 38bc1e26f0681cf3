"""A simulated Discord with a crowd, real stores, and workers that may be killed."""

from collections.abc import Iterator, Mapping

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.cases.table import CaseTable
from shared.features.jobs.table import JobTable
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.jobs.yard import Yard

SEED = "5150"  # guilds of their own, in tables that others use as well


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    folder = tmp_path_factory.mktemp("discord")
    with simulator(folder, "--guilds", "3", "--members", "420", "--seed", SEED, "--limit-scale", "20") as started:
        yield started


@pytest.fixture(scope="module")
def yard(discord: SimulatorProcess, aws_env: Mapping[str, str], redis_url: str) -> Iterator[Yard]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws_env.items():
            patch.setenv(name, value)
        aws = read_aws(Environment(aws_env))
        client = dynamodb_client(aws)
        leases = f"{aws.table_prefix}leases"
        for item in client.scan(TableName=leases)["Items"]:
            client.delete_item(TableName=leases, Key={"pk": item["pk"], "sk": item["sk"]})
        yard = Yard(discord, JobTable(client, aws), CaseTable(client, aws), {**aws_env, "REDIS_URL": redis_url})
        yard.let_moderators_moderate(SettingsService(SettingsTable(client, aws)))
        yield yard
