"""What a moderator looks at, at 10,000 members and 100,000 cases: `PYTHONPATH=.:api python -m tests.bench desk`.

Each request is a whole one, from the router to the encoded body, at an API in this process before a real Redis, a local
DynamoDB and the simulated Discord; lists have all that a page shows, of as much as is said below. Beside it what the
same API takes to answer nothing, a read of the person's own access, which asks no table; and of calls one, which a list
cannot be read without. Loading is not measured.
"""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Final
from urllib.parse import urlsplit

from infra.local import environment
from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.actions.model import Action, ActionKind, Outcome, Target, TargetKind
from shared.features.actions.table import ActionTable
from shared.features.jobs.table import JobTable
from shared.features.timers.table import TimerTable
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.bench.case_load import CASES, COMMON, RARE, a_loaded_aws, rare_user
from tests.bench.figures import Figure, compared
from tests.bench.lists import counting, services_before
from tests.factories.jobs import a_job
from tests.factories.timers import a_timer
from tests.fixtures.discord_sim import simulator
from tests.fixtures.redis import a_redis
from tests.integration.api.browser import Browser
from tests.security.in_process import browser_in_process

MEMBERS: Final = 10_000
TIMERS: Final = 300
JOBS: Final = 100
ACTIONS: Final = 500
ROUNDS: Final = 30
WARM_UP: Final = 3
NOTHING: Final = "/api/guilds/{guild}/access"
PATHS: Final = {
    "cases": "/api/guilds/{guild}/cases",
    "cases_of_a_common_word": f"/api/guilds/{{guild}}/cases?text={COMMON}",
    "cases_of_a_rare_word": f"/api/guilds/{{guild}}/cases?text={RARE}",
    "cases_of_a_user": f"/api/guilds/{{guild}}/cases?user_id={rare_user()}",
    "cases_with_open_appeals": "/api/guilds/{guild}/cases?appeal=open",
    "case": f"/api/guilds/{{guild}}/cases/{CASES // 2}",
    "case_history": f"/api/guilds/{{guild}}/cases/{CASES // 2}/history",
    "member_timeline": f"/api/discord/guilds/{{guild}}/members/{rare_user()}/history",
    "timers": "/api/guilds/{guild}/timers",
    "jobs": "/api/guilds/{guild}/jobs",
    "actions": "/api/guilds/{guild}/actions",
}


def figures() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis_url = stack.enter_context(a_redis(folder))
        flags = ("--guilds", "2", "--members", str(MEMBERS), "--limit-scale", "10000")
        discord = stack.enter_context(simulator(folder, *flags))
        guild = discord.guild()
        aws = stack.enter_context(a_loaded_aws(Snowflake(int(guild["id"]))))
        env = environment.aws_client(str(aws.endpoint_url), aws.region)
        os.environ.update(env)
        _fill(aws, Snowflake(int(guild["id"])), Snowflake(int(guild["owner_id"])))
        owner = stack.enter_context(browser_in_process(services_before(discord, redis_url, env)))
        owner.log_in(guild["owner_id"])
        port = urlsplit(str(aws.endpoint_url)).port or 0
        nothing, _ = _measure(owner, NOTHING.format(guild=guild["id"]), port)
        for name, path in PATHS.items():
            took, calls = _measure(owner, path.format(guild=guild["id"]), port)
            yield compared(f"desk_{name}_p95_ms", took, "ms", baseline=nothing)
            yield compared(f"desk_{name}_dynamodb_calls", calls, "per request", baseline=1)


def _measure(browser: Browser, path: str, port: int) -> tuple[float, float]:
    """Return the 95th percentile in milliseconds, and how often the tables were asked."""
    took, counted = [], Counter[int]()
    for _ in range(ROUNDS + WARM_UP):
        with counting(counted):
            began = time.perf_counter()
            answer = browser.api("GET", path)
            took.append((time.perf_counter() - began) * 1000)
        assert answer.ok, (path, answer.text)
    return quantiles(took[WARM_UP:], n=20)[-1], counted[port] / len(took)


def _fill(aws: AwsConfig, guild_id: Snowflake, owner_id: Snowflake) -> None:
    client, now = dynamodb_client(aws), datetime.now(UTC)
    timers, jobs, actions = TimerTable(client, aws), JobTable(client, aws), ActionTable(client, aws)
    for number in range(TIMERS):
        user_id, due_at = Snowflake(10**17 + number), now + timedelta(hours=1 + number)
        timers.write(a_timer(guild_id=guild_id, user_id=user_id, due_at=due_at, case_number=number + 1), None)
    for number in range(JOBS):
        jobs.create(a_job(guild_id, at=now - timedelta(minutes=number)), [rare_user()], str(number))
    for number in range(ACTIONS):
        actions.put(_an_action(guild_id, owner_id, now - timedelta(minutes=number), number))


def _an_action(guild_id: Snowflake, owner_id: Snowflake, at: datetime, number: int) -> Action:
    """Every tenth is about the user of the timeline."""
    target = rare_user() if number % 10 == 0 else Snowflake(10**17 + number)
    return Action(
        id=make_ulid(int(at.timestamp() * 1000), number),
        guild_id=guild_id,
        actor_id=owner_id,
        kind=ActionKind.MEMBER_TIMEOUT,
        target=Target(kind=TargetKind.USER, id=str(target)),
        reason="spam",
        at=at,
        request_id="r",
        outcome=Outcome.DONE,
    )
