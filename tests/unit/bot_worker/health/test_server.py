"""GET /healthz, /readyz, /metrics: 200 while all is well, 503 with the reasons while it is not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec
import pytest

from bot_worker.errors import PortTakenError
from bot_worker.health.model import DiscordHealth, GatewayHealth, Health, Liveness, Problem, SpoolHealth
from bot_worker.health.server import HealthServer, Looks

WELL = Health(
    status="ok",
    discord=DiscordHealth(connected=True, latency_ms=40, guilds=3),
    gateway=GatewayHealth(connected=True, registered=True),
    spool=SpoolHealth(events=0, bytes=0, lost=0),
    last_ack_at=1_700_000_000_000,
)
ALIVE = Liveness(status="alive", problems=[])


class Listening:
    health = WELL
    liveness = ALIVE
    port = 0

    def looks(self) -> Looks:
        async def metrics() -> str:
            return "x 1\n"

        return Looks(alive=lambda: self.liveness, ready=lambda: self.health, metrics=metrics)


@pytest.fixture
async def listening(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Listening]:
    caplog.set_level("INFO", logger="bot_worker.health.server")
    state = Listening()
    server = asyncio.create_task(HealthServer(state.looks(), host="127.0.0.1", port=0).run())
    async with asyncio.timeout(5):
        while not caplog.records:  # noqa: ASYNC110 - the log is how it tells its port
            await asyncio.sleep(0.01)
    state.port = vars(caplog.records[0])["port"]
    yield state
    server.cancel()
    await asyncio.wait([server])


async def _get(port: int, path: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize("path", ["/readyz", "/health"])
async def test_a_worker_that_is_ready_says_so(listening: Listening, path: str) -> None:
    assert await _get(listening.port, path) == (200, msgspec.to_builtins(WELL))


async def test_a_worker_that_is_not_ready_says_why_and_is_alive(listening: Listening) -> None:
    listening.health = msgspec.structs.replace(
        WELL, status="degraded", gateway=GatewayHealth(connected=True, registered=False)
    )

    status, body = await _get(listening.port, "/readyz")

    assert (status, body["gateway"]) == (503, {"connected": True, "registered": False})
    assert await _get(listening.port, "/healthz") == (200, {"status": "alive", "problems": []})


async def test_a_worker_that_does_not_get_on_says_what_is_stuck(listening: Listening) -> None:
    listening.liveness = Liveness(status="stuck", problems=[Problem.NO_ACKS])

    assert await _get(listening.port, "/healthz") == (503, {"status": "stuck", "problems": ["no_acks"]})


async def test_metrics_are_text_as_prometheus_wants_it(listening: Listening) -> None:
    url = f"http://127.0.0.1:{listening.port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert await answer.text() == "x 1\n"


async def test_a_port_that_is_taken_is_named(listening: Listening) -> None:
    with pytest.raises(PortTakenError, match=f"Port {listening.port} of 127.0.0.1 is in use"):
        await HealthServer(listening.looks(), host="127.0.0.1", port=listening.port).run()
