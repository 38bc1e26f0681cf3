"""What it takes to bring a batch to a thousand browsers: `python -m tests.bench fan_out`.

API Gateway is stood in for by a process that answers every post after ten milliseconds, about what the real one takes.
"""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Final

import boto3
from botocore.config import Config

from shared.adapters.websocket_api import WebSocketApi
from shared.config.sections import AwsConfig, GatewayConfig
from shared.features.events.model import CommittedBatch
from tests.bench.figures import Figure, compared
from tests.factories.events import a_batch_id, a_message
from tests.factories.gateway import a_connection, a_watcher
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.gateway import FakeGatewayStore
from ws_gateway.delivery import Courier, Parcel
from ws_gateway.dispatch import FanOut

BROWSERS: Final = 1_000
ONE_BY_ONE: Final = 100  # browsers that the slow baseline is measured with, and scaled up from
POSTS: Final = 1_500
ANSWER_SECONDS: Final = 0.01
AWS: Final = AwsConfig(region="us-east-1", endpoint_url=None, table_prefix="bench-")


def figures() -> Iterator[Figure]:
    os.environ |= {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    with api_gateway(0) as url:
        yield compared(
            "fan_out_cpu_us_per_post",
            cpu_us_per_post(_by_hand(url)),
            "us of CPU",
            baseline=cpu_us_per_post(_by_botocore(url)),
        )
    with api_gateway(ANSWER_SECONDS) as url:
        acknowledged, delivered = seconds_of_fan_out(url)
        one_by_one = seconds_one_by_one(_by_botocore(url)) * BROWSERS / ONE_BY_ONE
        yield compared("fan_out_ms_to_1000_browsers", delivered * 1000, "ms", baseline=one_by_one * 1000)
        yield compared("fan_out_ack_delay_ms_1000_browsers", acknowledged * 1000, "ms", baseline=one_by_one * 1000)


def cpu_us_per_post(post: Callable[[str, bytes], object]) -> float:
    message = b'{"action":"event","events":[' + b"0," * 500 + b"0]}"
    for number in range(50):
        post(f"warm{number}=", message)
    started = time.process_time()
    for number in range(POSTS):
        post(f"c{number}=", message)
    return (time.process_time() - started) / POSTS * 1e6


def seconds_of_fan_out(url: str) -> tuple[float, float]:
    """Return after how long the ack may leave, and after how long everybody has the batch, by one function alone."""
    store, clock = FakeGatewayStore(), FakeClock()
    for number in range(BROWSERS):
        store.connections.add(a_connection(f"c{number}="))
        store.watchers.add(a_watcher(f"c{number}="), 20, NOON + timedelta(hours=1))
    api = WebSocketApi(AWS, _gateway(url), timeout_seconds=2, attempts=1)
    courier = Courier(store.connections, store.watchers, api, clock)
    fan_out = FanOut(store.watchers, courier, _Here(courier), clock)
    events = [a_message("hello " * 20) for _ in range(20)]
    batch = CommittedBatch(batch_id=a_batch_id(), received=20, events=events, dead_lettered=0, is_new=True)
    started = time.perf_counter()
    dispatch = fan_out.prepare(batch)
    acknowledged = time.perf_counter() - started
    fan_out.send(dispatch)
    return acknowledged, time.perf_counter() - started


def seconds_one_by_one(post: Callable[[str, bytes], object]) -> float:
    message = b"x" * 6_000
    post("warm=", message)
    started = time.perf_counter()
    for number in range(ONE_BY_ONE):
        post(f"c{number}=", message)
    return time.perf_counter() - started


class _Here:
    """Other functions, but in this process: so the figure is that of one core."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    def take(self, parcel: Parcel) -> None:
        self._courier.deliver(parcel)


def _gateway(url: str) -> GatewayConfig:
    return GatewayConfig(url=url.replace("http", "ws", 1), management_url=url)


def _by_hand(url: str) -> Callable[[str, bytes], object]:
    return WebSocketApi(AWS, _gateway(url), timeout_seconds=2, attempts=1).post


def _by_botocore(url: str) -> Callable[[str, bytes], object]:
    client = boto3.client(
        "apigatewaymanagementapi",
        region_name=AWS.region,
        endpoint_url=url,
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
    )
    return lambda connection_id, message: client.post_to_connection(ConnectionId=connection_id, Data=message)


@contextmanager
def api_gateway(answer_seconds: float) -> Iterator[str]:
    """Run the stand-in in a process of its own, whose CPU time does not count."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, answer_seconds), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/live"
    finally:
        process.terminate()
        process.join()


def _serve(ready: Connection, answer_seconds: float) -> None:
    asyncio.run(_answer_posts(ready, answer_seconds))


async def _answer_posts(ready: Connection, answer_seconds: float) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            await reader.readexactly(int(lengths[0].partition(b":")[2]))
            await asyncio.sleep(answer_seconds)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    ready.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
