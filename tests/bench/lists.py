"""Lists of 500 channels and 250 roles, as a page loads them: `PYTHONPATH=.:api python -m tests.bench lists`.

Each request is a whole one, from the router to the encoded body, at an API in this process before a real Redis, a local
DynamoDB and the simulated Discord; no bot is connected, so that the person's roles, and the members, are asked of
Discord each time (what the bot knows of 100,000 members: `members`).
Beside it the obvious way: the same lists with everything read from Discord for every request.
"""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any, Final
from urllib.parse import urlsplit

import redis.connection
import requests
import urllib3

from chalicelib.services import Services
from infra.local import environment
from shared.kernel.snowflakes import Snowflake
from tests.bench.figures import Figure, compared
from tests.fixtures.aws import REGION, local_aws
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.redis import a_redis
from tests.integration.api.browser import Browser
from tests.security.in_process import URL, browser_in_process

CHANNELS: Final = 500
ROLES: Final = 250
REQUESTS: Final = 40
CALLS_PER_SECOND: Final = 40  # below Discord's 50: what is measured is no queue at the limiter
WARM_UP: Final = 5
PATHS: Final = {
    **{name: f"/api/discord/guilds/{{}}/{name}" for name in ("channels", "roles", "members", "bans", "invites")},
    "webhooks": "/api/discord/guilds/{}/webhooks",
    "audit_log": "/api/discord/guilds/{}/audit-log",
    "actions": "/api/guilds/{}/actions",
}
STORES: Final = ("discord", "redis", "dynamodb")


def figures() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis_url = stack.enter_context(a_redis(folder))
        aws = environment.aws_client(stack.enter_context(local_aws(folder)), REGION)
        flags = ("--guilds", "2", "--members", "40", "--limit-scale", "10000")
        discord = stack.enter_context(simulator(folder, *flags))
        guild = discord.guild()
        _grow(discord, guild)
        services = services_before(discord, redis_url, aws)
        owner = stack.enter_context(browser_in_process(services))
        owner.log_in(guild["owner_id"])
        ports = {"discord": discord.base_url, "redis": redis_url, "dynamodb": aws["AWS_ENDPOINT_URL"]}
        forget = partial(services.discord.snapshots.forget, Snowflake(int(guild["id"])))
        for name, path in PATHS.items():
            url = path.format(guild["id"])
            ours, calls = _measure(owner, url, ports, lambda: None)
            asked, calls_of_asked = _measure(owner, url, ports, forget)
            yield compared(f"{name}_list_p95_ms", ours, "ms", baseline=asked)
            for store in STORES:
                yield compared(
                    f"{name}_list_{store}_calls", calls[store], "per request", baseline=calls_of_asked[store] or 1
                )


def _measure(
    browser: Browser, url: str, ports: Mapping[str, str], before: Callable[[], object]
) -> tuple[float, dict[str, float]]:
    """Return the 95th percentile in milliseconds, and the calls to each store per request."""
    took = []
    for _ in range(WARM_UP):
        browser.api("GET", url)
    time.sleep(1)  # until no limit remembers them
    counted: Counter[int] = Counter()
    discord = urlsplit(ports["discord"]).port or 0
    for _ in range(REQUESTS):
        before()
        calls_before = counted[discord]
        with counting(counted):
            began = time.perf_counter()
            answer = browser.api("GET", url)
            took.append(time.perf_counter() - began)
        assert answer.ok, answer.text
        time.sleep((counted[discord] - calls_before) / CALLS_PER_SECOND)
    calls = {store: counted[urlsplit(at).port or 0] / REQUESTS for store, at in ports.items()}
    return quantiles(took, n=20)[-1] * 1000, calls


@contextmanager
def counting(counted: Counter[int]) -> Iterator[None]:
    """Count what goes over the network, by port: HTTP requests, and what is sent to Redis at one go."""
    urlopen: Any = urllib3.HTTPConnectionPool.urlopen
    send: Any = redis.connection.AbstractConnection.send_packed_command

    def opened(pool: urllib3.HTTPConnectionPool, *args: Any, **more: Any) -> Any:
        counted[pool.port or 0] += 1
        return urlopen(pool, *args, **more)

    def sent(connection: Any, *args: Any, **more: Any) -> Any:
        counted[connection.port] += 1
        return send(connection, *args, **more)

    urllib3.HTTPConnectionPool.urlopen = opened  # type: ignore[method-assign,assignment]  # put back below
    redis.connection.AbstractConnection.send_packed_command = sent  # type: ignore[method-assign,assignment]  # so
    try:
        yield
    finally:
        urllib3.HTTPConnectionPool.urlopen = urlopen  # type: ignore[method-assign]  # as it was
        redis.connection.AbstractConnection.send_packed_command = send  # type: ignore[method-assign]  # as it was


def _grow(discord: SimulatorProcess, guild: Any) -> None:
    """Make the guild as large as Discord lets it be."""
    bot = {"Authorization": f"Bot {discord.bot_token}"}
    url = f"{discord.api_url}/guilds/{guild['id']}"
    missing = {"channels": CHANNELS - len(guild["channels"]), "roles": ROLES - len(guild["roles"])}
    with requests.Session() as session:
        for kind, count in missing.items():
            for number in range(count):
                body = {"name": f"{kind}-{number}"}
                answer = session.post(f"{url}/{kind}", json=body, headers=bot, timeout=10)
                if answer.status_code == requests.codes.bad_request:  # threads count among the world's channels
                    break


def services_before(discord: SimulatorProcess, redis_url: str, aws: Mapping[str, str]) -> Services:
    os.environ |= {name: aws[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    variables = {
        **environment.plain(),
        **aws,
        "REDIS_URL": redis_url,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_CDN_URL": discord.cdn_url,
        "DISCORD_OAUTH_URL": discord.oauth_url,
        "DISCORD_CLIENT_ID": discord.client_id,
        "DISCORD_CLIENT_SECRET": discord.client_secret,
        "DISCORD_CALLBACK_URL": f"{URL}/api/auth/discord/callback",
        "FRONTEND_URL": "http://localhost:4200",
        "GATEWAY_URL": "ws://127.0.0.1:1/dev",
        "BOT_ID": discord.client_id,
        "DISCORD_BOT_TOKEN": discord.bot_token,
        "RATE_LIMIT_FACTOR": "1000",
        "JWT_SECRET": "j" * 64,
        "JWT_REFRESH_SECRET": "r" * 64,
        "ENCRYPTION_KEY": "ab" * 32,
    }
    return Services(variables, lambda: datetime.now(UTC))
