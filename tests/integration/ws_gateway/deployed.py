"""The gateway deployed to the local AWS, and clients that speak to it through API Gateway."""

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import redis
import requests
from websockets.asyncio.client import ClientConnection, connect

from infra.local import environment
from infra.local.deployment.clients import Clients
from infra.local.deployment.deploy import TEMPLATES
from infra.local.deployment.stacks import deploy_stack
from infra.local.layout import VENV, venv_bin
from infra.local.ports import free_port
from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.redis_store import RedisOneTimeStore, RedisReplies
from shared.adapters.websocket_api import WebSocketApi
from shared.config.environment import Environment
from shared.config.sections import AwsConfig, read_aws, read_gateway
from shared.features.gateway.command_table import CommandTable
from shared.features.gateway.line import BotLine
from shared.features.gateway.service import GatewayService
from shared.features.gateway.table import ConnectionTable
from shared.features.gateway.watcher_table import WatcherTable
from shared.features.guilds.table import GuildTable
from shared.kernel import json
from shared.kernel.callers import Caller
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from shared.wiring.history import event_history
from tests.factories.bot_tokens import LINK_SECRET, a_bot_token
from tests.factories.buckets import PLAN
from tests.factories.events import a_batch, a_message
from tests.factories.known_access import let_administer
from tests.fixtures.aws import ENCRYPTION_KEY
from tests.fixtures.processes import running
from tests.integration.ws_gateway.gateway import a_registration, an_id

API, STAGE = "gatewaytest", "live"


class Deployed:
    """The deployed gateway, and what the API knows of it."""

    def __init__(self, variables: Mapping[str, str], functions_port: int, folder: Path) -> None:
        env = Environment(variables)
        aws: AwsConfig = read_aws(env)
        gateway = read_gateway(env)
        self.url = gateway.url
        self.redis = redis.Redis.from_url(variables["REDIS_URL"], socket_timeout=10)
        self.connections = ConnectionTable(dynamodb_client(aws), aws, PLAN)
        self.watchers = WatcherTable(dynamodb_client(aws), aws, PLAN)
        self.guilds = GuildTable(dynamodb_client(aws), aws)
        self.history = event_history(
            dynamodb_client(aws), aws, PLAN, (bytes.fromhex(variables["ENCRYPTION_KEY"]),), _now
        )
        postman = WebSocketApi(aws, gateway, timeout_seconds=2, attempts=2)
        self.line = BotLine(
            self.connections, postman, CommandTable(dynamodb_client(aws), aws), _now, lambda: os.urandom(16).hex()
        )
        tickets, replies = RedisOneTimeStore(self.redis), RedisReplies(self.redis)
        self.service = GatewayService(self.line, tickets, replies, self.url, _now, lambda: os.urandom(16).hex())
        self.variables, self._functions_port, self._folder = dict(variables), functions_port, folder

    @contextmanager
    def functions(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run the functions while the block lasts; they may be killed, and run again."""
        port = self._functions_port
        command = [str(venv_bin(VENV, "python")), "-m", "infra.local.lambdas", str(port)]
        log = self._folder / f"log-{time.monotonic_ns()}"
        with running(command, env=self.variables, log=log, is_ready=lambda: _answers(port)) as process:
            yield process

    @property
    def aws_env(self) -> dict[str, str]:
        """The variables with which a process reaches the local AWS."""
        return {name: value for name, value in self.variables.items() if name.startswith("AWS_")}

    @property
    def log(self) -> str:
        """What the functions have logged."""
        return "".join(path.read_text(errors="replace") for path in self._folder.glob("log-*"))

    def a_ticket(self, *guild_ids: Snowflake) -> str:
        """A ticket of a user who administers these guilds."""
        user_id = an_id()
        let_administer(self.redis, user_id, *guild_ids)
        return self.service.issue_ticket(Caller(user_id=user_id, login_id=os.urandom(16).hex())).ticket


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def deployed_gateway(endpoint: str, aws_env: Mapping[str, str], redis_url: str, folder: Path) -> Iterator[Deployed]:
    """Deploy the gateway; its functions are to be run."""
    port = free_port()
    base = f"{endpoint.replace('http', 'ws', 1)}/_aws/execute-api"
    _deploy(endpoint, f"http://127.0.0.1:{port}", base)
    variables = {
        **environment.plain(),
        **aws_env,
        "REDIS_URL": redis_url,
        "GATEWAY_URL": f"{base}/{API}/{STAGE}",
        "BOT_LINK_SECRET": LINK_SECRET,
        "FAN_OUT_FUNCTION": "gateway-test-fan-out",
        "ENCRYPTION_KEY": ENCRYPTION_KEY,
        "DISCORD_CLIENT_ID": "1",
        "DISCORD_CLIENT_SECRET": "unused",
        "DISCORD_CALLBACK_URL": "http://localhost/api/auth/discord/callback",
        "DISCORD_API_URL": "http://127.0.0.1:9/api/v10",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, aws_env[name])
        gateway = Deployed(variables, port, folder)
        yield gateway
        gateway.redis.close()


def _deploy(endpoint: str, functions_url: str, base: str) -> None:
    clients = Clients(endpoint, "us-east-1")
    clients.s3.create_bucket(Bucket="gateway-test")
    clients.s3.put_object(Bucket="gateway-test", Key="empty.zip", Body=b"PK\5\6" + bytes(18))
    parameters = {
        "CodeBucket": "gateway-test",
        "CodeKey": "empty.zip",
        "Runtime": "provided.al2023",
        "StageName": STAGE,
        "LocalFunctionsUrl": functions_url,
        "LocalGatewayUrl": base,
        "LocalApiId": API,
    }
    deploy_stack(clients.cloudformation, "gateway-test", TEMPLATES / "gateway.yaml", parameters)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/", timeout=2).ok
    except requests.ConnectionError:
        return False


async def hear(connection: ClientConnection, action: str) -> dict[str, Any]:
    """Return the next message of this action; others before it are skipped."""
    async with asyncio.timeout(5):
        while True:
            message: dict[str, Any] = msgspec.json.decode(await connection.recv())
            if message["action"] == action:
                return message


async def say(connection: ClientConnection, message: Any) -> None:
    await connection.send(json.encode(message).decode())


def a_token(bot_id: Snowflake) -> str:
    return a_bot_token(datetime.now(UTC), sub=str(bot_id), jti=os.urandom(8).hex())


@asynccontextmanager
async def a_bot(deployed: Deployed, bot_id: Snowflake) -> AsyncIterator[ClientConnection]:
    async with connect(f"{deployed.url}?token={a_token(bot_id)}") as connection:
        await say(connection, a_registration(bot_id))
        await hear(connection, "registered")
        yield connection


@asynccontextmanager
async def a_browser(deployed: Deployed, *guild_ids: Snowflake) -> AsyncIterator[ClientConnection]:
    async with connect(f"{deployed.url}?token={deployed.a_ticket(*guild_ids)}") as connection:
        yield connection


async def speak(bot: ClientConnection, bot_id: Snowflake, guild_id: Snowflake, *contents: str) -> str:
    """Send a batch of messages; two of them want a millisecond between them, as a worker sees to it."""
    batch_id = make_ulid(int(time.time() * 1000), an_id() << 10)
    events = [a_message(content, guild_id=guild_id, message_id=an_id()) for content in contents]
    batch = a_batch(*events, batch_id=batch_id, bot_id=bot_id)
    await say(bot, {"action": "to-backend", "batch_id": batch.id, "codec": batch.codec, "events": batch.events})
    return batch_id
