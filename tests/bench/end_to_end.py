"""From the worker to the store, and to a browser, through the local AWS: `python -m tests.bench end_to_end`.

Everything is what runs in production, but for Discord, which hands over events as fast as they are taken: the worker's
pipeline and link, the WebSocket API, the functions in a process of their own, DynamoDB. On one machine all of it shares
the cores, and the local AWS is most of the work: read the ratios.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection

from bot_worker.pipeline.batcher import BatchLimits
from infra.local import environment
from shared.kernel.events import Event
from tests.bench.figures import Figure, compared
from tests.bench.traffic import Traffic
from tests.factories.bot_tokens import LINK_SECRET
from tests.fixtures.aws import REGION, local_aws
from tests.fixtures.redis import a_redis
from tests.integration.bot_worker.a_pipeline import Running, running
from tests.integration.ws_gateway.deployed import Deployed, a_browser, deployed_gateway, hear, say

EVENTS: Final = 4_000
ONE_BY_ONE: Final = 200
RATE: Final = 100  # events/s
LATENCY_SECONDS: Final = 4
ALONE: Final = BatchLimits(max_events=1)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, gateway(Path(folder)) as deployed:
        yield from asyncio.run(_figures(deployed, Path(folder)))


async def _figures(deployed: Deployed, folder: Path) -> list[Figure]:
    rate = await events_per_second(deployed, folder / "batches", EVENTS, BatchLimits())
    alone = await events_per_second(deployed, folder / "alone", ONE_BY_ONE, ALONE)
    p50, p99 = await latencies_ms(deployed, folder / "watched", watched=True)
    slow_p50, slow_p99 = await latencies_ms(deployed, folder / "unwatched", watched=False)
    return [
        compared("end_to_end_events_per_s", rate, "events/s", baseline=alone),
        compared("end_to_end_p50_ms_at_100_per_s", p50, "ms", baseline=slow_p50),
        compared("end_to_end_p99_ms_at_100_per_s", p99, "ms", baseline=slow_p99),
    ]


async def events_per_second(deployed: Deployed, path: Path, count: int, limits: BatchLimits) -> float:
    """Measure from the first event's capture to the last one's acknowledgement."""
    traffic = Traffic(guilds=40, rate=RATE, seed=count)
    events = [traffic.next() for _ in range(count)]
    async with a_pipeline(deployed, path, limits) as worker:
        started = time.perf_counter()
        for number, event in enumerate(events):
            worker.pipeline.capture(event)
            if number % 200 == 199:
                await asyncio.sleep(0)
        await worker.pipeline.until_spooled()
        await worker.pipeline.until_confirmed()
        return count / (time.perf_counter() - started)


async def latencies_ms(deployed: Deployed, path: Path, *, watched: bool) -> tuple[float, float]:
    """Return p50 and p99 from an event's capture to its arrival at a browser that follows its guild.

    Where nobody watches, the worker's batches close after five seconds, or at 100 events.
    """
    traffic = Traffic(guilds=1, rate=RATE, seed=7)
    (guild_id,) = traffic.guild_ids
    count = RATE * LATENCY_SECONDS
    captured: dict[str, float] = {}
    limits = BatchLimits() if watched else BatchLimits(interactive_seconds=BatchLimits().interval_seconds)
    async with a_pipeline(deployed, path, limits) as worker, a_browser(deployed, guild_id) as browser:
        await say(browser, {"action": "subscribe", "guild_id": str(guild_id)})
        await hear(browser, "subscribed")
        arrivals = asyncio.create_task(_arrivals(browser, count))
        started = time.perf_counter()
        for number in range(count):
            await asyncio.sleep(max(0.0, started + number / RATE - time.perf_counter()))
            event = _said_now(traffic, str(path))
            captured[event.id] = time.perf_counter()
            worker.pipeline.capture(event)
        arrived = await arrivals
    took = sorted((arrived[event_id] - at) * 1000 for event_id, at in captured.items())
    return statistics.median(took), took[int(len(took) * 0.99)]


async def _arrivals(browser: ClientConnection, count: int) -> dict[str, float]:
    arrived: dict[str, float] = {}
    while len(arrived) < count:
        message = await hear(browser, "event")
        at = time.perf_counter()
        arrived |= {event["id"]: arrived.get(event["id"], at) for event in message["events"]}
    return arrived


def _said_now(traffic: Traffic, run: str) -> Event:
    event = traffic.next()
    return replace(event, id=f"{event.id}:{len(run)}", timestamp=time.time_ns() // 1_000_000)


@asynccontextmanager
async def a_pipeline(deployed: Deployed, path: Path, limits: BatchLimits) -> AsyncIterator[Running]:
    await asyncio.to_thread(path.mkdir)
    async with running(path / "spool.db", deployed.url, limits=limits, secret=LINK_SECRET) as worker:
        await asyncio.sleep(0.5)  # it connects and registers
        yield worker


@contextmanager
def gateway(folder: Path) -> Iterator[Deployed]:
    for name in ("aws", "redis", "functions"):
        (folder / name).mkdir()
    with local_aws(folder / "aws") as endpoint, a_redis(folder / "redis") as redis_url:
        aws_env = environment.aws_client(endpoint, REGION)
        with deployed_gateway(endpoint, aws_env, redis_url, folder / "functions") as deployed, deployed.functions():
            yield deployed
