"""A shard is ready once Discord has told all its guilds."""

from datetime import datetime
from pathlib import Path

from tests.fixtures.discord_sim import simulator
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_worker import environment, worker

DISCORD_PY_SECONDS = 2.0  # for which it would wait for another guild


async def test_a_shard_is_ready_with_its_last_guild(tmp_path: Path, strict_gateway: StrictGateway) -> None:
    with simulator(tmp_path, "--guilds", "4", "--members", "20") as discord:
        present = {each["id"] for each in discord.world()["guilds"] if each["bot_present"]}
        async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
            await strict_gateway.until(lambda: any(event.type == "guild_sync" for event in strict_gateway.events))
            starting, ready = [
                datetime.fromisoformat((await process.until_logged(event))["at"])
                for event in ("shard.starting", "discord.ready")
            ]
            assert await process.stop() == 0

    (sync,) = [decoded(event) for event in strict_gateway.events if event.type == "guild_sync"]
    assert {guild["id"] for guild in sync["guilds"]} == present
    assert (ready - starting).total_seconds() < DISCORD_PY_SECONDS
