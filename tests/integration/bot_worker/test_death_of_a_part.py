"""When a part of the worker dies, the worker ends and says which."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from discord.asset import Asset
from discord.http import Route

from bot_worker.discord_socket import SturdyWebSocket
from bot_worker.errors import PartDiedError
from bot_worker.members.table import open_member_table
from bot_worker.pipeline.spool.spool import open_spool
from bot_worker.shards.model import LeaseTiming
from bot_worker.worker import Worker, now_ms
from shared.config.processes import BotConfig
from shared.config.sections import AwsConfig, GatewayConfig
from shared.kernel.buckets import BucketPlan
from shared.kernel.snowflakes import Snowflake
from tests.fixtures.strict_gateway import SECRET, StrictGateway
from tests.unit.bot_worker.pipeline.events import an_event


def _config(folder: Path, gateway_url: str) -> BotConfig:
    return BotConfig(
        aws=AwsConfig(region="us-east-1", endpoint_url="http://127.0.0.1:9", table_prefix="guildhall-"),
        shard_count=None,
        event_buckets=BucketPlan.parse("4"),
        gateway=GatewayConfig(url=gateway_url, management_url="http://127.0.0.1:9"),
        discord_api_url="http://127.0.0.1:9/api/v10",
        discord_gateway_url="ws://127.0.0.1:9/gateway",
        discord_cdn_url="http://127.0.0.1:9/cdn",
        discord_token="x",
        bot_id=Snowflake(9),
        bot_link_secret=SECRET,
        redis_url="redis://127.0.0.1:9/0",
        frontend_url="http://127.0.0.1:9",
        encryption_keys=(b"k" * 32,),
        spool_path=str(folder / "spool.db"),
        batch_interval=timedelta(seconds=1),
        health_host="127.0.0.1",
        health_port=0,
        log_level="INFO",
    )


@pytest.fixture(autouse=True)
def _this_process_keeps_its_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker points discord.py elsewhere for its whole process, which here is that of the other tests."""
    for place, name in ((Route, "BASE"), (Asset, "BASE"), (SturdyWebSocket, "DEFAULT_GATEWAY")):
        monkeypatch.setattr(place, name, getattr(place, name))


async def test_a_spool_that_breaks_ends_the_worker_and_the_pipeline_is_named(
    tmp_path: Path, strict_gateway: StrictGateway
) -> None:
    async with (
        open_spool(tmp_path / "spool.db", now_ms=now_ms) as spool,
        open_member_table(tmp_path / "members.db") as members,
    ):
        config, stop = _config(tmp_path, strict_gateway.url), asyncio.Event()
        worker = Worker(config, spool, members, None, stop, worker_id="w", timing=LeaseTiming())
        living = asyncio.create_task(worker.live())
        await strict_gateway.until(lambda: len(strict_gateway.registered) == 1)
        await worker._backfill.sessions.load()  # the worker's own has come to its end by then, one query before ours

        await spool.database.close()
        worker._pipeline.capture(an_event(1))

        with pytest.raises(ExceptionGroup) as died:
            await living
        (cause,) = died.value.exceptions
        assert isinstance(cause, PartDiedError)
        assert str(cause) == "pipeline"
