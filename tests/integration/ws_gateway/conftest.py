"""The functions, called as Lambda calls them, on a local AWS and a real Redis."""

import logging
from collections.abc import Iterator, Mapping

import pytest
import redis

from tests.factories.bot_tokens import LINK_SECRET
from tests.fakes.connections_api import ConnectionsApi, connections_api
from tests.fixtures.aws import ENCRYPTION_KEY
from tests.integration.ws_gateway.gateway import Gateway
from ws_gateway.runtime import forget_runtime


@pytest.fixture(scope="module")
def post_office() -> Iterator[ConnectionsApi]:
    with connections_api() as server:
        yield server


@pytest.fixture
def gateway(
    aws_env: Mapping[str, str], redis_url: str, post_office: ConnectionsApi, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Gateway]:
    """The functions, with an environment of their own, started anew."""
    variables = {
        **aws_env,
        "REDIS_URL": redis_url,
        "GATEWAY_URL": post_office.gateway_url,
        "BOT_LINK_SECRET": LINK_SECRET,
        "ENCRYPTION_KEY": ENCRYPTION_KEY,
        "DISCORD_CLIENT_ID": "1",
        "DISCORD_CLIENT_SECRET": "unused",
        "DISCORD_CALLBACK_URL": "http://localhost/api/auth/discord/callback",
        "DISCORD_API_URL": "http://127.0.0.1:9/api/v10",
        "LOG_LEVEL": "WARNING",
    }
    monkeypatch.delenv("SECRETS_ID", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    forget_runtime()
    handlers, level = logging.root.handlers[:], logging.root.level
    with redis.Redis.from_url(redis_url) as client:
        yield Gateway(client, post_office)
    forget_runtime()
    logging.root.handlers[:], logging.root.level = handlers, level  # the runtime sets up the logs of its process
