"""A pipeline with its link, as the worker puts it together, but without Discord."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.connection import LinkTiming
from bot_worker.pipeline.link.link import Link
from bot_worker.pipeline.link.protocol import LinkProtocol
from bot_worker.pipeline.link.token import mint_link_token
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.places import Lanes
from bot_worker.pipeline.spool.spool import MAX_BYTES, Spool, open_spool
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult, FromBackend, Register
from tests.fixtures.strict_gateway import SECRET

BOT_ID = 9
QUICK = LinkTiming(first_backoff_seconds=0.02, longest_backoff_seconds=0.2)
INTERVAL = BatchLimits(interval_seconds=0.05, interactive_seconds=0.01)


class Running(msgspec.Struct, frozen=True):
    """What a test may reach for."""

    pipeline: Pipeline
    spool: Spool
    link: Link


async def _answer(message: FromBackend) -> CommandResult:
    return CommandResult(command_id=message.command_id, ok=True, data=msgspec.Raw(b"{}"))


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def running(
    path: Path,
    url: str,
    *,
    timing: LinkTiming = QUICK,
    limits: BatchLimits = INTERVAL,
    secret: str = SECRET,
    lanes: int = 1,
    max_bytes: int = MAX_BYTES,
    execute: Callable[[FromBackend], Awaitable[CommandResult]] = _answer,
) -> AsyncIterator[Running]:
    """Run a pipeline on this spool, connected to this gateway; at the end it dies without a farewell."""
    now = asyncio.get_running_loop().time
    by_guild = Lanes(lanes, lambda guild_id: guild_id % lanes)
    async with open_spool(path, now_ms=now_ms, max_bytes=max_bytes, lanes=by_guild) as spool:
        ids = BatchIds(await spool.last_batch_id(), now_ms=now_ms, entropy=lambda: random.getrandbits(80))
        pipeline = Pipeline(spool, limits, ids, now=now, now_ms=now_ms)
        register = Register(bot_id=Snowflake(BOT_ID), name="test", version="1", shard_ids=[0], shard_count=1)
        link = Link(
            LinkProtocol(register, random=random.random, timing=timing),
            url=url,
            token=lambda: mint_link_token(BOT_ID, secret, now=datetime.now(UTC), token_id=uuid4()),
            execute=execute,
            now=now,
        )
        async with asyncio.TaskGroup() as tasks:
            parts = [tasks.create_task(pipeline.run(link)), tasks.create_task(link.run())]
            try:
                yield Running(pipeline, spool, link)
            finally:
                for part in parts:
                    part.cancel()
