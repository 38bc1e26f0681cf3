"""What the tests of timers do at Discord and to its clock, and the processes that lift."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from bot_worker.moderation.bots import OwnBots
from bot_worker.moderation.desk import ModerationDesk
from shared.adapters.dynamodb import dynamodb_client
from shared.config.processes import read_bot_config
from shared.features.cases.model import Case, CaseKind
from shared.features.timers.model import TimerKind, TimerView
from shared.kernel.attribution import stamp
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from tests.factories.cases import a_new_case
from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.timers.a_scheduler import Nobody

from shared.features.cases.model import Named  # isort: skip

ROOT = Path(__file__).parents[3]
ADA = Named(user_id=Snowflake(10**17 + 5), name="ada")


class Clockwork:
    """`casework` is what the API and the worker have."""

    def __init__(self, discord: SimulatorProcess, aws_env: dict[str, str], redis_url: str) -> None:
        self.discord = discord
        self.guild_id = parse_snowflake(discord.guild()["id"])
        self.variables = {
            **aws_env,
            "GATEWAY_URL": "ws://127.0.0.1:9/nobody",
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_BOT_TOKEN": discord.bot_token,
            "BOT_ID": discord.client_id,
            "BOT_LINK_SECRET": "s" * 32,
            "ENCRYPTION_KEY": "5e" * 32,
            "FRONTEND_URL": "http://localhost:4200",
            "REDIS_URL": redis_url,
        }
        config = read_bot_config(self.variables)
        loop = asyncio.new_event_loop()  # never runs: nobody here asks how a member stands
        bots = OwnBots(loop, Nobody(), Nobody())
        loop.close()
        self.desk = ModerationDesk(config, dynamodb_client(config.aws), bots)
        self.casework = self.desk.casework

    def now(self) -> datetime:
        return datetime.fromisoformat(self.discord.control("POST", "/time", seconds=0)["now"])

    def skip(self, **units: float) -> None:
        self.discord.control("POST", "/time", seconds=timedelta(**units).total_seconds())

    def stranger(self) -> Snowflake:
        """Have somebody join whom no other test knows."""
        return parse_snowflake(self.discord.control("POST", f"/guilds/{self.guild_id}/members")["user"]["id"])

    def ask(self, method: str, path: str, reason: str = "") -> Any:
        """Ask Discord as the bot; None for 404."""
        headers = {
            "Authorization": f"Bot {self.discord.bot_token}",
            "X-Audit-Log-Reason": reason,
            "Content-Type": "application/json",
        }
        body = "{}" if method == "PUT" else None
        url = f"{self.discord.api_url}/guilds/{self.guild_id}{path}"
        answer = requests.request(method, url, headers=headers, data=body, timeout=10)
        assert answer.ok or answer.status_code == 404, answer.text
        return answer.json() if answer.ok and answer.content else None

    def ban_for_an_hour(self, user_id: Snowflake) -> TimerView:
        number = self.case(CaseKind.BAN)
        self.ask("PUT", f"/bans/{user_id}", f"{stamp(ADA.name, ADA.user_id, number)}: spam")
        return self.set(TimerKind.BAN, user_id, None, number)

    def case(self, kind: CaseKind) -> int:
        return self.casework.cases.open(a_new_case(guild_id=self.guild_id, kind=kind)).number

    def set(self, kind: TimerKind, user_id: Snowflake, role_id: Snowflake | None, number: int) -> TimerView:
        due_at = self.now() + timedelta(hours=1)
        return self.casework.timers.set(self.guild_id, kind, user_id, role_id, due_at, number, ADA)

    def read(self, timer: TimerView) -> Case:
        return self.casework.cases.get(self.guild_id, timer.case_number)

    def is_banned(self, user_id: Snowflake) -> bool:
        return self.ask("GET", f"/bans/{user_id}") is not None

    def unbans(self, user_id: Snowflake) -> list[str]:
        """Return the reasons of all unbans of a user, the newest first."""
        entries = self.ask("GET", f"/audit-logs?action_type=23&target_id={user_id}")["audit_log_entries"]
        return [str(entry.get("reason")) for entry in entries]

    def runs_for(self, user_id: Snowflake) -> list[TimerView]:
        return self.casework.timers.of_user(self.guild_id, user_id)

    @contextmanager
    def scheduler(self, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a process that lifts what is due while the block lasts."""
        env = {"PATH": os.environ["PATH"], **self.variables, **variables}
        command = [sys.executable, "-m", "tests.integration.timers.a_scheduler"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        try:
            yield process
        finally:
            process.kill()
            process.wait(10)


def until(true: Callable[[], bool], *, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)
