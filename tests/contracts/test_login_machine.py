"""Login, refresh, logout and revocation in any order, against a model: in memory and in DynamoDB."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from shared.config.sections import AwsConfig
from shared.features.logins.table import LoginTable
from tests.factories.login_machine import LoginMachine
from tests.fakes.logins import FakeLoginStore


def test_logins_in_memory_do_what_the_model_says() -> None:
    class InMemory(LoginMachine):
        make_store = FakeLoginStore

    run_state_machine_as_test(InMemory, settings=settings(max_examples=80, stateful_step_count=30, deadline=None))


def test_logins_in_dynamodb_do_what_the_model_says(aws: AwsConfig) -> None:
    class InDynamoDb(LoginMachine):
        make_store = staticmethod(lambda: LoginTable(aws))

    steps = settings(max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(InDynamoDb, settings=steps)
