"""Acts of moderation at 10,000 members and 100,000 cases: `PYTHONPATH=.:api python -m tests.bench acts`.

Each is a whole request, from the router to the encoded answer, at an API in this process before a real Redis, a local
DynamoDB and the simulated Discord: checked, numbered, told by direct message, done, recorded, settled.
Beside it the bare calls at Discord that anybody makes for the same, one after the other: look the member up, write to
them, do it.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any, Final
from urllib.parse import urlsplit

import requests

from infra.local import environment
from shared.kernel.snowflakes import Snowflake
from tests.bench.case_load import a_loaded_aws
from tests.bench.figures import Figure, compared
from tests.bench.lists import CALLS_PER_SECOND, counting, services_before
from tests.fixtures.discord_sim import simulator
from tests.fixtures.redis import a_redis
from tests.integration.api.browser import Browser
from tests.security.in_process import browser_in_process

MEMBERS: Final = 10_000
TIMES: Final = 10
WARM_UP: Final = 2
ACTS: Final[dict[str, dict[str, Any]]] = {
    "note": {},
    "warn": {"reason": "spam"},
    "timeout": {"reason": "spam", "seconds": 600},
    "timeout_end": {},
    "nick": {"nick": "somebody else"},
    "kick": {"reason": "spam"},
    "softban": {"reason": "spam"},
    "ban": {"reason": "spam", "seconds": 86_400},
    "unban": {},
}
TOLD: Final = {"warn", "timeout", "kick", "softban", "ban"}
REMOVING: Final = {"kick", "softban"}


class Bare:
    """What anybody asks of Discord for an act."""

    def __init__(self, api_url: str, token: str, guild_id: str) -> None:
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bot {token}"
        self._api_url = api_url
        self._guild = f"/guilds/{guild_id}"

    def act(self, kind: str, user_id: str) -> None:
        member, ban = f"{self._guild}/members/{user_id}", f"{self._guild}/bans/{user_id}"
        self._ask("GET", ban if kind == "unban" else member)
        if kind in TOLD:
            channel = self._ask("POST", "/users/@me/channels", json={"recipient_id": user_id})["id"]
            self._ask("POST", f"/channels/{channel}/messages", json={"content": "You were told."})
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 600))
        deeds: dict[str, tuple[str, str, Any]] = {
            "timeout": ("PATCH", member, {"communication_disabled_until": until}),
            "timeout_end": ("PATCH", member, {"communication_disabled_until": None}),
            "nick": ("PATCH", member, {"nick": "somebody else"}),
            "kick": ("DELETE", member, None),
            "softban": ("PUT", ban, {}),
            "ban": ("PUT", ban, {}),
            "unban": ("DELETE", ban, None),
        }
        if kind in deeds:
            method, path, body = deeds[kind]
            self._ask(method, path, json=body)
        if kind == "softban":
            self._ask("DELETE", ban)

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        answer = self._session.request(method, f"{self._api_url}{path}", timeout=10, **more)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def members(self) -> Iterator[str]:
        """Yield members without any power."""
        for each in self._ask("GET", f"{self._guild}/members?limit=1000"):
            if len(each["roles"]) <= 1 and not each["user"].get("bot"):
                yield each["user"]["id"]

    def close(self) -> None:
        self._session.close()


def figures() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis_url = stack.enter_context(a_redis(folder))
        flags = ("--guilds", "2", "--members", str(MEMBERS), "--limit-scale", "10000")
        discord = stack.enter_context(simulator(folder, *flags))
        guild = discord.guild()
        aws = stack.enter_context(a_loaded_aws(Snowflake(int(guild["id"]))))
        env = environment.aws_client(str(aws.endpoint_url), aws.region)
        owner = stack.enter_context(browser_in_process(services_before(discord, redis_url, env)))
        owner.log_in(guild["owner_id"])
        bare = Bare(discord.api_url, discord.bot_token, guild["id"])
        stack.callback(bare.close)
        members = (user_id for user_id in bare.members() if user_id != guild["owner_id"])
        ours, theirs = (list(islice(members, TIMES + WARM_UP)) for _ in range(2))
        port = urlsplit(discord.base_url).port or 0
        for user_id in ours:  # until the limiter knows Discord's limits, and every part is made
            _take(owner, guild["id"], "note", user_id, {})
        time.sleep(1)
        for kind, more in ACTS.items():
            took, calls = _measure(lambda user_id: _take(owner, guild["id"], kind, user_id, more), ours, port)  # noqa: B023 - called at once
            took_bare, calls_bare = _measure(lambda user_id: bare.act(kind, user_id), theirs, port)  # noqa: B023 - so
            yield compared(f"act_{kind}_p95_ms", took, "ms", baseline=took_bare)
            yield compared(f"act_{kind}_discord_calls", calls, "per act", baseline=calls_bare)
            if kind in REMOVING:
                ours, theirs = (list(islice(members, TIMES + WARM_UP)) for _ in range(2))


def _take(browser: Browser, guild_id: str, kind: str, user_id: str, more: dict[str, Any]) -> None:
    answer = browser.api(
        "POST", f"/api/guilds/{guild_id}/acts", json={"act": {"type": kind, "user_id": user_id, **more}}
    )
    assert answer.ok, answer.text


def _measure(act: Callable[[str], None], user_ids: list[str], port: int) -> tuple[float, float]:
    """Return the 95th percentile in milliseconds, and how often Discord was asked."""
    took: list[float] = []
    counted: Counter[int] = Counter()
    for user_id in user_ids:
        before = counted[port]
        with counting(counted):
            began = time.perf_counter()
            act(user_id)
            took.append(time.perf_counter() - began)
        time.sleep((counted[port] - before) / CALLS_PER_SECOND)
    return quantiles(took[WARM_UP:], n=20)[-1] * 1000, counted[port] / len(user_ids)
