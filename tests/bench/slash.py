"""Slash commands, from use to answer: `PYTHONPATH=.:api python -m tests.bench slash`.

A worker as it runs, a process, between the simulated Discord, a real Redis and a local DynamoDB: moderators use a
command one after the other, and 60 of them at the same moment. Discord waits 3 seconds for the first answer. Beside it
the obvious way: saying nothing before the work is done, whose first answer is the last one.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from typing import Final

from infra.local import environment
from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.cases.table import CaseTable
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from shared.kernel.snowflakes import Snowflake
from tests.bench.figures import Figure, compared
from tests.fixtures.aws import REGION, local_aws
from tests.fixtures.discord_sim import simulator
from tests.fixtures.redis import a_redis
from tests.integration.slash.moderators import Answer, Hall, a_worker

USES: Final = 25
AT_ONCE: Final = 60


def figures() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis_url = stack.enter_context(a_redis(folder))
        aws_env = environment.aws_client(stack.enter_context(local_aws(folder)), REGION)
        os.environ.update(aws_env)
        flags = ("--guilds", "2", "--members", "40", "--limit-scale", "10000")
        discord = stack.enter_context(simulator(folder, *flags))
        aws = read_aws(Environment(aws_env))
        client = dynamodb_client(aws)
        hall = Hall(discord, discord.guild(), SettingsService(SettingsTable(client, aws)), CaseTable(client, aws))
        stack.enter_context(a_worker(folder, discord, aws_env, redis_url))
        dana = Snowflake(int(discord.person("dana")))
        for name, use in _uses(hall, dana).items():
            yield _figure(name, [_timed(use) for _ in range(USES)])
        with ThreadPoolExecutor(AT_ONCE) as together:
            at_once = list(together.map(lambda _: _timed(_uses(hall, dana)["note"]), range(AT_ONCE)))
        yield _figure(f"note_{AT_ONCE}_at_once", at_once)


def _uses(hall: Hall, dana: Snowflake) -> dict[str, Callable[[], Answer]]:
    owner = hall.guild["owner_id"]
    return {
        "note": lambda: hall.uses("note", owner, user=dana, text="seen"),
        "warn": lambda: hall.uses("warn", owner, user=dana, reason="spam", notify=False),
        "timeout": lambda: hall.uses("timeout", owner, user=dana, duration="2h", notify=False),
        "history": lambda: hall.uses("history", owner, user=dana),
    }


def _timed(use: Callable[[], Answer]) -> tuple[float, float]:
    """Return the milliseconds until the first answer, and until the last one."""
    began = time.perf_counter()
    answer = use()
    assert "[Case" in answer.text, answer.text
    return answer.answered_ms, (time.perf_counter() - began) * 1000


def _figure(name: str, took: list[tuple[float, float]]) -> Figure:
    first, last = (quantiles(each, n=20)[-1] for each in zip(*took, strict=True))
    return compared(f"{name}_first_answer_p95_ms", first, "ms", baseline=last)
