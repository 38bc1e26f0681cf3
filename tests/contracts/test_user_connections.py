"""A login's WebSockets are found by it, and closed, in DynamoDB as in memory."""

import os

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.gateway.closing import UserConnections
from shared.features.gateway.model import Connection, ConnectionKind
from shared.features.gateway.ports import ConnectionStore
from shared.features.gateway.table import ConnectionTable
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake
from tests.factories.buckets import PLAN
from tests.factories.gateway import a_connection
from tests.fakes.gateway import FakeGatewayStore


class FakeApiGateway:
    """`refusal` is what it says to every call."""

    def __init__(self, refusal: type[Exception] | None = None) -> None:
        self.closed: list[str] = []
        self.refusal = refusal

    def close(self, connection_id: str) -> None:
        if self.refusal:
            raise self.refusal
        self.closed.append(connection_id)


@pytest.fixture(params=["fake", "dynamodb"])
def connections(request: pytest.FixtureRequest) -> ConnectionStore:
    if request.param == "fake":
        return FakeGatewayStore().connections
    aws: AwsConfig = request.getfixturevalue("aws")
    return ConnectionTable(dynamodb_client(aws), aws, PLAN)


@pytest.fixture
def user_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def a_browser(user_id: Snowflake, login_id: str) -> Connection:
    return replace(
        a_connection(kind=ConnectionKind.BROWSER), id=os.urandom(8).hex(), owner_id=user_id, login_id=login_id
    )


def test_connections_are_found_by_user_and_by_login(connections: ConnectionStore, user_id: Snowflake) -> None:
    first, second = a_browser(user_id, "login-1"), a_browser(user_id, "login-2")
    for connection in (first, second, a_browser(Snowflake(user_id + 1), "login-1")):
        connections.add(connection)

    assert set(connections.of_user(user_id)) == {first.id, second.id}
    assert connections.of_user(user_id, "login-2") == [second.id]
    assert connections.of_user(user_id, "login") == []
    assert connections.load(first.id).login_id == "login-1"


def test_a_connection_that_has_ended_is_not_found(connections: ConnectionStore, user_id: Snowflake) -> None:
    connection = a_browser(user_id, "login-1")
    connections.add(connection)

    connections.forget(connection.id)

    assert connections.of_user(user_id) == []


@pytest.mark.parametrize("refusal", [None, NotFoundError])
def test_a_login_s_connections_are_closed_and_forgotten(
    connections: ConnectionStore, user_id: Snowflake, refusal: type[Exception] | None
) -> None:
    ending, staying = a_browser(user_id, "login-1"), a_browser(user_id, "login-2")
    connections.add(ending)
    connections.add(staying)
    gateway = FakeApiGateway(refusal)

    assert UserConnections(connections, gateway).close(user_id, "login-1") == 1

    assert gateway.closed == ([] if refusal else [ending.id])
    assert connections.of_user(user_id) == [staying.id]


def test_a_connection_that_cannot_be_closed_now_hears_nothing_more(
    connections: ConnectionStore, user_id: Snowflake
) -> None:
    connections.add(a_browser(user_id, "login-1"))

    UserConnections(connections, FakeApiGateway(UnavailableError)).close(user_id)

    assert connections.of_user(user_id) == []
