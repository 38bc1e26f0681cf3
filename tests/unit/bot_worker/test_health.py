"""GET /health: 200 while all is well, 503 with the reasons while it is not."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import msgspec
import pytest

from bot_worker.errors import PortTakenError
from bot_worker.health import DiscordHealth, GatewayHealth, Health, HealthServer, SpoolHealth

WELL = Health(
    status="ok",
    discord=DiscordHealth(connected=True, latency_ms=40, guilds=3),
    gateway=GatewayHealth(connected=True, registered=True),
    spool=SpoolHealth(events=0, bytes=0, lost=0),
    last_ack_at=1_700_000_000_000,
)


class Listening:
    health = WELL
    port = 0


@pytest.fixture
async def listening(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Listening]:
    caplog.set_level("INFO", logger="bot_worker.health")
    state = Listening()
    server = asyncio.create_task(HealthServer(lambda: state.health, host="127.0.0.1", port=0).run())
    async with asyncio.timeout(5):
        while not caplog.records:  # noqa: ASYNC110 - the log is how it tells its port
            await asyncio.sleep(0.01)
    state.port = vars(caplog.records[0])["port"]
    yield state
    server.cancel()
    await asyncio.wait([server])


async def _get(port: int) -> tuple[int, object]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health") as answer:
        return answer.status, await answer.json()


async def test_a_worker_that_is_well_says_so(listening: Listening) -> None:
    status, body = await _get(listening.port)

    assert status == 200
    assert body == msgspec.to_builtins(WELL)


async def test_a_worker_that_is_not_says_why(listening: Listening) -> None:
    listening.health = msgspec.structs.replace(
        WELL, status="degraded", gateway=GatewayHealth(connected=True, registered=False)
    )

    status, body = await _get(listening.port)

    assert status == 503
    assert body["gateway"] == {"connected": True, "registered": False}  # type: ignore[index] # JSON


async def test_a_port_that_is_taken_is_named(listening: Listening) -> None:
    with pytest.raises(PortTakenError, match=f"Port {listening.port} of 127.0.0.1 is in use"):
        await HealthServer(lambda: WELL, host="127.0.0.1", port=listening.port).run()
