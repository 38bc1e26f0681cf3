"""A bulk ban of 1,000 members, from the moment that it is asked for to its last case: `python -m tests.bench jobs`.

A real worker before the simulated Discord with Discord's own limits, a local DynamoDB and a real Redis. Beside it, on a
Discord of the same size that nobody else uses: the five requests alone, which no limit lets be faster, and the obvious
way, a request for each member as fast as Discord answers (measured for 20 members).
"""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import requests

from infra.local import environment
from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.cases.table import CaseTable
from shared.features.jobs.model import BulkAct, BulkKind, BulkWork
from shared.features.jobs.table import JobTable
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from shared.kernel.snowflakes import Snowflake
from tests.bench.figures import Figure, compared
from tests.fixtures.aws import REGION, local_aws
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.redis import a_redis
from tests.integration.jobs.yard import Yard

MEMBERS: Final = 1_300  # of whom some are bots, or moderators
BANNED: Final = 1_000
AT_ONCE: Final = 200
SAMPLE: Final = 20


def figures() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = environment.aws_client(stack.enter_context(local_aws(folder)), REGION)
        env["REDIS_URL"] = stack.enter_context(a_redis(folder))
        flags = ("--guilds", "2", "--members", str(MEMBERS))
        yards = []
        for name in ("ours", "bare"):
            (folder / name).mkdir()
            yards.append(a_yard(stack.enter_context(simulator(folder / name, *flags)), env))
        ours, bare = yards
        with ours.worker(folder):
            users = ours.plain_members()[:BANNED]
            began = time.perf_counter()
            job = ours.start(BulkWork(act=BulkAct(kind=BulkKind.BAN, reason="raid")), users)
            done = ours.until_over(job)
            took = time.perf_counter() - began
        assert done.progress.done == BANNED, done
        assert len(ours.cases_of(job)) == BANNED
        users = bare.plain_members()[: BANNED + SAMPLE]
        together = _together(bare, users[:BANNED])
        singly = _singly(bare, users[BANNED:]) * BANNED / SAMPLE
        yield compared("bulk_ban_of_1000_seconds", took, "s", baseline=singly)
        yield compared("bulk_ban_of_1000_beside_its_requests_alone_seconds", took, "s", baseline=together)


def a_yard(discord: SimulatorProcess, env: Mapping[str, str]) -> Yard:
    os.environ |= {name: value for name, value in env.items() if name.startswith("AWS_")}
    aws = read_aws(Environment(env))
    client = dynamodb_client(aws)
    yard = Yard(discord, JobTable(client, aws), CaseTable(client, aws), env)
    yard.let_moderators_moderate(SettingsService(SettingsTable(client, aws)))
    return yard


def _together(yard: Yard, users: Sequence[Snowflake]) -> float:
    """Return how long the bulk bans take."""
    began = time.perf_counter()
    for start in range(0, len(users), AT_ONCE):
        _ask(yard, "POST", "bulk-ban", {"user_ids": [str(each) for each in users[start : start + AT_ONCE]]})
    return time.perf_counter() - began


def _singly(yard: Yard, users: Sequence[Snowflake]) -> float:
    """Return how long a ban for each takes."""
    began = time.perf_counter()
    for user_id in users:
        _ask(yard, "PUT", f"bans/{user_id}", {})
    return time.perf_counter() - began


def _ask(yard: Yard, method: str, path: str, body: object) -> None:
    """Send a request, again after a 429."""
    url = f"{yard.discord.api_url}/guilds/{yard.id}/{path}"
    headers = {"Authorization": f"Bot {yard.discord.bot_token}"}
    while True:
        answer = requests.request(method, url, json=body, headers=headers, timeout=30)
        if answer.status_code != requests.codes.too_many_requests:
            assert answer.ok, answer.text
            return
        time.sleep(float(answer.headers["Retry-After"]))
