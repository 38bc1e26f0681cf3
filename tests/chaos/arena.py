"""Where schedules take place: a gateway deployed to the local AWS, with lines and fronts that can be spoilt.

An arena has one schedule at a time, in tables of its own.
"""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import msgspec

from infra.local import environment
from infra.local.deployment.clients import Clients
from infra.local.deployment.deploy import TEMPLATES
from infra.local.deployment.stacks import deploy_stack
from infra.local.ports import free_port
from tests.chaos.aws_front import AwsFront, aws_front
from tests.chaos.line import Line, line_to
from tests.chaos.nursery import Child, Nursery
from tests.fixtures.aws import REGION, local_aws
from tests.fixtures.redis import a_redis

STAGE: Final = "live"
LINK_SECRET: Final = "chaos" * 8
ENCRYPTION_KEY: Final = "ab" * 32
_CODE: Final = "chaos-code"


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What all arenas stand on."""

    aws: str
    redis_url: str
    nursery: Nursery
    folder: Path

    @property
    def aws_port(self) -> int:
        return urlsplit(self.aws).port or 0

    @property
    def aws_env(self) -> dict[str, str]:
        """How to reach the local AWS, past whatever spoils it for others."""
        return environment.aws_client(self.aws, REGION)

    @property
    def clients(self) -> Clients:
        return Clients(self.aws, REGION)


@asynccontextmanager
async def ground(folder: Path, nursery: Nursery) -> AsyncIterator[Ground]:
    """Run a local AWS and a Redis while the block lasts."""
    async with AsyncExitStack() as stack:
        for name in ("aws", "redis"):
            (folder / name).mkdir(parents=True)
        aws = stack.enter_context(local_aws(folder / "aws"))
        redis_url = stack.enter_context(a_redis(folder / "redis"))
        clients = Clients(aws, REGION)
        clients.s3.create_bucket(Bucket=_CODE)
        clients.s3.put_object(Bucket=_CODE, Key="empty.zip", Body=b"PK\5\6" + bytes(18))
        yield Ground(aws=aws, redis_url=redis_url, nursery=nursery, folder=folder)


class Arena:
    """`prefix` is that of the tables of the schedule that takes place; `functions` may be killed."""

    def __init__(self, ground: Ground, number: int, line: Line, front: AwsFront, dice: random.Random) -> None:
        self.ground = ground
        self.dice = dice
        self.line = line
        self.front = front
        self.prefix = ""
        self.functions: Child | None = None
        self._starting = asyncio.Lock()
        self._name = f"chaos{number}"
        self._functions_port = free_port()
        self._variables: dict[str, str] = {}
        self._log = ground.folder / f"functions-{number}.log"

    @property
    def worker_url(self) -> str:
        """Where a worker finds the gateway."""
        return f"ws://127.0.0.1:{self.line.port}{self._path}"

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def _path(self) -> str:
        return f"/_aws/execute-api/{self._name}/{STAGE}"

    def deploy(self) -> None:
        parameters = {
            "CodeBucket": _CODE,
            "CodeKey": "empty.zip",
            "Runtime": "provided.al2023",
            "StageName": STAGE,
            "LocalFunctionsUrl": f"http://127.0.0.1:{self._functions_port}",
            "LocalGatewayUrl": f"{self.ground.aws.replace('http', 'ws', 1)}/_aws/execute-api",
            "LocalApiId": self._name,
        }
        deploy_stack(self.ground.clients.cloudformation, self._name, TEMPLATES / "gateway.yaml", parameters)

    async def open(self, prefix: str, *, buckets: int, redis_url: str | None = None) -> None:
        """Make tables of these names, and run the functions on them."""
        self.prefix = prefix
        self._log.unlink(missing_ok=True)
        await asyncio.to_thread(self._make_tables)
        self._variables = {
            **environment.plain(),
            **environment.aws_client(self.front.url, REGION),
            "TABLE_PREFIX": prefix,
            "EVENT_BUCKETS": str(buckets),
            "REDIS_URL": redis_url or self.ground.redis_url,
            "GATEWAY_URL": f"ws://127.0.0.1:{self.front.port}{self._path}",
            "BOT_LINK_SECRET": LINK_SECRET,
            "FAN_OUT_FUNCTION": f"{self._name}-fan-out",
            "ENCRYPTION_KEY": ENCRYPTION_KEY,
            "DISCORD_CLIENT_ID": "1",
            "DISCORD_CLIENT_SECRET": "unused",
            "DISCORD_CALLBACK_URL": "http://localhost/api/auth/discord/callback",
            "DISCORD_API_URL": "http://127.0.0.1:9/api/v10",
        }
        await self.start_functions()

    async def close(self) -> None:
        self.heal()
        self.line.cut()
        await self.kill_functions()

    async def start_functions(self) -> None:
        async with self._starting:
            if self.functions is None:
                port = str(self._functions_port)
                bear = self.ground.nursery.bear
                self.functions = await bear("infra.local.lambdas", port, env=self._variables, log=self._log)
                await _until_listening(self._functions_port)

    def pause_functions(self, *, paused: bool) -> None:
        if self.functions is not None:
            self.functions.send(signal.SIGSTOP if paused else signal.SIGCONT)

    async def kill_functions(self) -> None:
        functions, self.functions = self.functions, None
        if functions is not None:
            await functions.kill()

    def heal(self) -> None:
        self.line.heal()
        self.front.heal()

    @property
    def aws_env(self) -> Mapping[str, str]:
        """How a worker reaches its tables: through the front."""
        return {**environment.aws_client(self.front.url, REGION), "TABLE_PREFIX": self.prefix}

    def _make_tables(self) -> None:
        buckets = {"EvidenceBucket": f"{self.prefix}evidence", "AnchorBucket": f"{self.prefix}anchors"}
        parameters = {"TablePrefix": self.prefix, **buckets}
        deploy_stack(self.ground.clients.cloudformation, self._tables, TEMPLATES / "data.yaml", parameters)

    @property
    def _tables(self) -> str:
        return f"{self.prefix}tables"


@asynccontextmanager
async def arena(ground: Ground, number: int) -> AsyncIterator[Arena]:
    dice = random.Random(number)
    async with line_to(ground.aws_port, dice) as line, aws_front(ground.aws_port, dice) as front:
        made = Arena(ground, number, line, front, dice)
        await asyncio.to_thread(made.deploy)
        try:
            yield made
        finally:
            await made.kill_functions()


async def _until_listening(port: int) -> None:
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.01)
