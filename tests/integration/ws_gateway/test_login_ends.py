"""A login's WebSockets close when it ends, and its tickets are worth nothing."""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from shared.adapters.redis_store import RedisOneTimeStore
from shared.adapters.websocket_api import WebSocketApi
from shared.config.environment import Environment
from shared.config.sections import read_aws, read_gateway
from shared.features.gateway.closing import UserConnections
from shared.features.logins.endings import LoginEndings
from shared.features.logins.model import Login
from shared.kernel.callers import Caller
from tests.fakes.clock import FakeClock
from tests.fakes.logins import FakeLoginStore
from tests.integration.ws_gateway.deployed import Deployed, deployed_gateway
from tests.integration.ws_gateway.gateway import an_id


@pytest.fixture(scope="module")
def deployed(
    aws_endpoint: str, aws_env: dict[str, str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("lambdas")
    with deployed_gateway(aws_endpoint, aws_env, redis_url, folder) as gateway, gateway.functions():
        yield gateway


def a_caller() -> Caller:
    return Caller(user_id=an_id(), login_id=os.urandom(16).hex())


def endings_of(deployed: Deployed, *callers: Caller) -> LoginEndings:
    """What ends these logins, with the real gateway and the real Redis."""
    clock, store = FakeClock(), FakeLoginStore()
    for caller in callers:
        store.create(
            Login(
                login_id=caller.login_id,
                user_id=caller.user_id,
                token_hash="",
                created_at=clock(),
                expires_at=clock() + timedelta(days=1),
                last_used_at=clock(),
                device="Firefox",
            )
        )
    env = Environment(deployed.variables)
    postman = WebSocketApi(read_aws(env), read_gateway(env), timeout_seconds=3, attempts=1)
    connections = UserConnections(deployed.connections, postman)
    return LoginEndings(store, RedisOneTimeStore(deployed.redis), connections, timedelta(minutes=15), clock)


async def test_a_browser_is_disconnected_when_its_login_ends_and_the_other_stays(deployed: Deployed) -> None:
    lost, other = a_caller(), a_caller()
    endings = endings_of(deployed, lost, other)
    tickets = [deployed.service.issue_ticket(caller).ticket for caller in (lost, other)]
    async with (
        connect(f"{deployed.url}?token={tickets[0]}") as ending,
        connect(f"{deployed.url}?token={tickets[1]}") as staying,
    ):
        await asyncio.to_thread(endings.end, lost.user_id, lost.login_id)

        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(ending.recv(), 5)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(staying.recv(), 0.3)


async def test_a_ticket_of_an_ended_login_opens_nothing(deployed: Deployed) -> None:
    caller = a_caller()
    ticket = deployed.service.issue_ticket(caller).ticket

    endings_of(deployed, caller).end(caller.user_id, caller.login_id)

    with pytest.raises(InvalidStatus):
        async with connect(f"{deployed.url}?token={ticket}"):
            pass
