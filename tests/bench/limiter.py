"""The fleet's limiter: what a request costs with it, against asking Redis for every permit, and against no limiter."""

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from redis import Redis

from infra.local.ports import free_port
from shared.adapters.discord.client import DiscordClient, Limiter, Request
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.fleet import FleetLimiter
from shared.adapters.discord.limiter.model import Ask, Demand, Limits, Outcome, Permit, Report
from shared.adapters.discord.limiter.redis_permits import RedisPermits
from shared.adapters.discord.routes import route
from shared.adapters.discord.transport import HttpTransport
from shared.adapters.redis_store import connect
from tests.bench.figures import Figure, compared
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.load.limiter import a_redis

SECONDS = 2.0
HOT = Limits(global_per_second=1_000_000)  # of a bot so large that nothing but the limiter slows it down
SINGLE = Limits(global_per_second=1_000_000, lease_ms=0)  # a block is over at once, as in a function that sends one
ROOMY = Outcome(status=200, bucket="roomy", limit=10**6, remaining=10**6, reset_after_ms=60_000, window_ms=1)


class Free:
    """No limiter."""

    def acquire(self, demand: Demand, patience_seconds: float) -> Permit:
        return Permit(id=str(patience_seconds), place="", demand=demand)

    def report(self, permit: Permit, outcome: Outcome) -> None:
        """Tell nobody."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        with a_redis(folder / "redis", port), simulator(folder, "--guilds", "1", "--limit-scale", "100000") as discord:
            redis = connect(f"redis://127.0.0.1:{port}/0")
            yield from _decisions(redis)
            yield from _requests(redis, discord)


def _decisions(redis: Redis) -> Iterator[Figure]:
    """Hot: one process that sends as fast as it can. Cold: every permit and every report is an exchange of its own."""
    demand, cold_store = Demand(route="GET /a", major="1", guild="1"), RedisPermits(redis, "cold", "me", HOT)
    numbers = itertools.count()

    def cold() -> None:
        ticket = f"t{next(numbers)}"
        place = cold_store.exchange(Ask(ticket=ticket, demand=demand, patience_ms=1_000), []).place
        report = Report(
            permit=f"{ticket}:0", place=place, route="GET /a", major="1", sub_limit="", age_ms=0, outcome=ROOMY
        )
        cold_store.exchange(None, [report])

    hot_limiter = FleetLimiter(RedisPermits(redis, "hot", "me", HOT), HOT)

    def hot() -> None:
        hot_limiter.report(hot_limiter.acquire(demand, 1), ROOMY)

    for _ in range(300):
        hot()
    cold_rate, _, cold_calls = _measured(redis, cold)
    hot_rate, _, hot_calls = _measured(redis, hot)
    yield compared("limiter decisions, leased", hot_rate, "decisions/s", baseline=cold_rate)
    yield compared("limiter calls of Redis, leased", hot_calls, "calls/request", baseline=cold_calls)


def _requests(redis: Redis, discord: SimulatorProcess) -> Iterator[Figure]:
    there = route("GET", "/guilds/{guild_id}/roles", guild_id=discord.guild()["id"])
    transport = HttpTransport(discord.api_url, discord.bot_token)

    def asking(limiter: Limiter) -> Callable[[], None]:
        client = DiscordClient(transport, limiter)

        def ask() -> None:
            client.send(Request(route=there), Errand())

        return ask

    free, limited = asking(Free()), asking(FleetLimiter(RedisPermits(redis, "cpu", "me", HOT), HOT))
    for _ in range(50):
        free()
        limited()
    _, free_cpu, _ = _measured(redis, free)
    _, limited_cpu, _ = _measured(redis, limited)
    yield compared("limiter CPU of a request, leased", limited_cpu * 1e6, "us/request", baseline=free_cpu * 1e6)
    single = asking(FleetLimiter(RedisPermits(redis, "single", "me", SINGLE), SINGLE))
    _, single_cpu, _ = _measured(redis, single)
    yield compared("limiter CPU of a request, one by one", single_cpu * 1e6, "us/request", baseline=free_cpu * 1e6)


def _measured(redis: Redis, work: Callable[[], object]) -> tuple[float, float, float]:
    """Repeat for `SECONDS`; return repetitions a second, CPU seconds and Redis's calls of each."""
    calls, began, cpu, times = _calls(redis), time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < SECONDS:
        work()
        times += 1
    took, used = time.perf_counter() - began, time.process_time() - cpu
    return times / took, used / times, (_calls(redis) - calls) / times


def _calls(redis: Redis) -> int:
    stats = redis.info("commandstats")
    return int(stats.get("cmdstat_evalsha", {}).get("calls", 0))
