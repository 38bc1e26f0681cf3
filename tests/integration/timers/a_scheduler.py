"""A process that lifts what is due, and may be told to die as by `kill -9` at a step (`DIE_AT`, see `_steps`).

It is the worker's own part without a gateway connection; claims count as abandoned after a second. `CLOCK_DAYS` is by
how much its time of day is wrong.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot_worker.moderation import timers
from bot_worker.moderation.bots import OwnBots
from bot_worker.moderation.desk import ModerationDesk, utc_now
from bot_worker.moderation.timers import TimerWatch
from shared.adapters.dynamodb import dynamodb_client
from shared.adapters.logs import set_up_logs
from shared.config.processes import read_bot_config
from shared.features.timers import claims, sanctions
from shared.features.timers.sanctions import DiscordSanctions
from shared.features.timers.table import TimerTable
from shared.kernel.errors import NotFoundError


class Nobody:
    """Stands where the gateway's knowledge is: nothing is asked of it here."""

    async def member(self, guild_id: int, user_id: int) -> Any:
        raise NotFoundError(f"{guild_id} {user_id}")

    async def query(self, query: Any) -> Any:
        raise NotFoundError(str(query))


def _die_at(step: str) -> None:
    """Have the process killed before or after one of the steps: look, write, lift, remove."""
    when, _, name = step.partition(" ")
    owner: Any = TimerTable if name in ("write", "remove") else DiscordSanctions
    act: Callable[..., Any] = getattr(owner, name)

    def dying(self: Any, *args: Any) -> Any:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        act(self, *args)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dying)


async def _run() -> None:
    wrong = timedelta(days=float(os.environ.get("CLOCK_DAYS", "0")))
    config = read_bot_config(os.environ)
    bots = OwnBots(asyncio.get_running_loop(), Nobody(), Nobody())

    def clock() -> datetime:
        return utc_now() + wrong

    desk = ModerationDesk(config, dynamodb_client(config.aws), bots, clock)
    await TimerWatch(lambda: desk.casework.lifting, lambda _: True).run()


if __name__ == "__main__":
    set_up_logs("INFO")
    logging.getLogger("botocore").setLevel(logging.WARNING)
    timers.LOOK_SECONDS = 0.2  # type: ignore[misc] # a test waits
    timers.TROUBLE_SECONDS = 0.2  # type: ignore[misc] # likewise
    claims.ABANDONED_SECONDS = 1.0  # type: ignore[misc] # likewise
    sanctions.FRESH_SECONDS = 0.2  # type: ignore[misc] # Discord's clock is moved by hand
    if step := os.environ.get("DIE_AT"):
        _die_at(step)
    asyncio.run(_run())
