"""How far Discord is, as the worker tells it."""

import asyncio
from pathlib import Path

from tests.fixtures.discord_sim import simulator
from tests.fixtures.strict_gateway import StrictGateway
from tests.integration.bot_worker.a_worker import environment, worker

HEARTBEAT_SECONDS = 1


async def test_an_answer_that_comes_at_once_is_not_taken_for_one_of_the_heartbeat_before(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    with simulator(
        tmp_path, "--guilds", "2", "--members", "20", "--heartbeat-seconds", str(HEARTBEAT_SECONDS)
    ) as discord:
        async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
            await strict_gateway.until(lambda: any(event.type == "guild_sync" for event in strict_gateway.events))
            latencies = []
            for _ in range(8):
                await asyncio.sleep(HEARTBEAT_SECONDS / 2)
                latencies.append((await process.health())[1]["discord"]["latency_ms"])

    assert max(latencies) < HEARTBEAT_SECONDS * 1000, latencies
