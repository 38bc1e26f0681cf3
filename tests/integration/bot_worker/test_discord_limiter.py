"""discord.py draws on the same budget as everybody else."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import discord
import pytest
from discord.http import HTTPClient, Route

from bot_worker.discord_limiter import AsyncLimiter, LimitedRequests
from shared.adapters.discord.limiter.fleet import FleetLimiter
from shared.adapters.discord.limiter.model import Demand, Limits, Outcome
from shared.adapters.discord.limiter.redis_permits import RedisPermits
from shared.adapters.redis_store import connect
from shared.kernel.errors import DiscordBusyError
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.integration.bot_worker.a_worker import environment, worker

LIMITS = Limits()


@pytest.fixture
def store(redis_url: str) -> Iterator[RedisPermits]:
    with connect(redis_url) as redis:
        yield RedisPermits(redis, secrets.token_hex(4), "worker", LIMITS)


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("limited"), "--guilds", "2", "--members", "30") as started:
        yield started


@pytest.fixture
async def http(
    limited: SimulatorProcess, store: RedisPermits, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[HTTPClient]:
    monkeypatch.setattr(Route, "BASE", limited.api_url)
    requests = LimitedRequests(AsyncLimiter(store, LIMITS), limited.api_url)
    http = HTTPClient(asyncio.get_running_loop(), http_trace=requests.trace)
    await http.static_login(limited.bot_token)
    yield http
    await http.close()


@pytest.fixture
def guild(limited: SimulatorProcess) -> int:
    return int(limited.guild()["id"])


async def test_many_requests_at_once_earn_no_429(
    http: HTTPClient, limited: SimulatorProcess, guild: int, caplog: pytest.LogCaptureFixture
) -> None:
    somebody = int(limited.client_id)
    calls = [http.get_member(guild, somebody) for _ in range(14)] + [http.get_roles(guild) for _ in range(10)]

    answers = await asyncio.gather(*calls)

    assert len(answers) == 24
    assert not [record for record in caplog.records if "rate limited" in record.message]


async def test_what_the_worker_used_is_gone_for_the_others(
    http: HTTPClient, store: RedisPermits, limited: SimulatorProcess, guild: int
) -> None:
    channel = int(limited.channel(str(guild)))
    there = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
    for _ in range(4):  # of five; discord.py itself would hold the last one back
        await http.request(there, json={"content": "x"})

    others = FleetLimiter(store, LIMITS)
    demand = Demand(route="POST /channels/{channel_id}/messages", major=str(channel))

    await asyncio.to_thread(others.acquire, demand, 1.0)
    with pytest.raises(DiscordBusyError):
        await asyncio.to_thread(others.acquire, demand, 1.0)


async def test_a_limit_that_others_ran_into_holds_for_the_worker_too(
    http: HTTPClient, store: RedisPermits, guild: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot_worker.discord_limiter.PATIENCE_SECONDS", 1.0)
    others = FleetLimiter(store, LIMITS)
    permit = await asyncio.to_thread(others.acquire, Demand(route="GET /anything"), 1.0)
    others.report(permit, Outcome(status=429, scope="global", retry_after_ms=30_000))

    with pytest.raises(discord.RateLimited) as caught:
        await http.get_roles(guild)

    assert 25 < caught.value.retry_after <= 31


async def test_an_interaction_never_waits(http: HTTPClient, store: RedisPermits) -> None:
    others = FleetLimiter(store, LIMITS)
    permit = await asyncio.to_thread(others.acquire, Demand(route="GET /anything"), 1.0)
    others.report(permit, Outcome(status=429, scope="global", retry_after_ms=30_000))
    there = Route(
        "POST", "/interactions/{interaction_id}/{interaction_token}/callback", interaction_id=1, interaction_token="t"
    )

    with pytest.raises(discord.NotFound):
        await asyncio.wait_for(http.request(there, json={"type": 1}), 3)


async def test_a_worker_shares_what_it_learns_of_discords_limits(
    tmp_path: Path, limited: SimulatorProcess, redis_url: str
) -> None:
    async with worker(environment(tmp_path, limited, "ws://127.0.0.1:9/nobody", REDIS_URL=redis_url)) as process:
        await process.until_logged("discord.ready")

    with connect(redis_url) as redis:
        learnt = redis.keys(f"{{discord:{limited.client_id}}}:route:*")
    assert b"/users/@me" in b" ".join(learnt)
