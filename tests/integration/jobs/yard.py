"""A guild with a crowd, jobs put before its worker, and what came of them."""

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen
from typing import Any, Final

import requests

from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.features.cases.model import Case, Named
from shared.features.cases.table import CaseTable
from shared.features.jobs.model import Job, JobResult, Work
from shared.features.jobs.rules import is_over, queued
from shared.features.jobs.table import JobTable
from shared.features.settings.grants import FEATURE as ACCESS
from shared.features.settings.service import SettingsService
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.fixtures.discord_sim import SimulatorProcess
from tests.fixtures.processes import running
from tests.integration.bot_worker.a_worker import environment

WAIT_SECONDS: Final = 60.0


class Yard:
    """`author` is one of the guild's moderators."""

    def __init__(self, discord: SimulatorProcess, jobs: JobTable, cases: CaseTable, env: Mapping[str, str]) -> None:
        self.discord, self.jobs, self.cases, self._env = discord, jobs, cases, env
        self.guild = discord.guild()
        self.id = Snowflake(int(self.guild["id"]))
        self.author = Named(user_id=Snowflake(int(discord.person("chidi"))), name="chidi")

    def role(self, name: str) -> str:
        return next(str(role["id"]) for role in self.guild["roles"] if role["name"] == name)

    def let_moderators_moderate(self, settings: SettingsService) -> None:
        grant = RoleGrant(role_id=Snowflake(int(self.role("Moderator"))), permissions=[GuildPermission.MODERATE])
        stored = settings.read(self.id, ACCESS, AccessSettings)
        settings.change(self.id, ACCESS, AccessSettings(grants=[grant]), stored.version)

    def at_discord(self, method: str, path: str) -> Any:
        headers = {"Authorization": f"Bot {self.discord.bot_token}"}
        answer = requests.request(method, f"{self.discord.api_url}{path}", headers=headers, timeout=10)
        return answer.json() if answer.ok and answer.content else None

    def plain_members(self) -> list[Snowflake]:
        """Return the members who stand below the author, and are nobody who can log in."""
        strong = {self.role(name) for name in ("Admin", "Moderator") if self._has(name)}
        known = {str(each["id"]) for each in self.discord.world()["people"]}
        return [
            Snowflake(int(each["user"]["id"]))
            for each in self._members()
            if not strong & set(each["roles"]) and each["user"]["id"] not in known and not each["user"].get("bot")
        ]

    def protect(self, user_ids: Sequence[Snowflake]) -> None:
        for user_id in user_ids:
            path = f"/guilds/{self.id}/members/{user_id}/update"
            self.discord.control("POST", path, roles=[self.role("Moderator")])

    def start(self, work: Work, user_ids: Sequence[Snowflake] = ()) -> Job:
        now = datetime.now(UTC)
        job_id = make_ulid(int(now.timestamp() * 1000), int.from_bytes(os.urandom(10)))
        job = queued(job_id, self.id, work=work, author=self.author, at=now, total=len(user_ids))
        return self.jobs.create(job, list(user_ids), key=job.id)

    def until_over(self, job: Job) -> Job:
        return self.until(job, is_over)

    def until(self, job: Job, holds: Any) -> Job:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            now = self.jobs.get(self.id, job.id)
            if holds(now):
                return now
            assert time.monotonic() < deadline, now
            time.sleep(0.05)

    def results(self, job: Job) -> list[JobResult]:
        return self.jobs.results(self.id, job.id, after=0, limit=1_000)

    def cases_of(self, job: Job) -> list[Case]:
        numbers = [result.case for result in self.results(job) if result.case is not None]
        found = [self.cases.case(self.id, number) for number in numbers]
        return [case for case in found if case is not None]

    def logged(self, kind: int) -> list[Any]:
        """Return the newest entries of one kind in Discord's audit log."""
        path = f"/guilds/{self.id}/audit-logs?limit=100&action_type={kind}"
        return list(self.at_discord("GET", path)["audit_log_entries"])

    @contextmanager
    def worker(self, folder: Path) -> Iterator[Popen[bytes]]:
        """Run a worker while the block lasts; in the same folder it is the same one again."""
        variables = environment(folder, self.discord, "ws://127.0.0.1:9", **self._env)
        log = folder / f"{time.monotonic_ns()}.log"
        command = [sys.executable, "-m", "tests.integration.bot_worker.hasty"]
        ready = lambda: log.exists() and "discord.ready" in log.read_text()  # noqa: E731 - said once
        with running(command, env=variables, log=log, is_ready=ready) as process:
            yield process

    def _members(self) -> Iterator[Any]:
        after = "0"
        while page := self.at_discord("GET", f"/guilds/{self.id}/members?limit=1000&after={after}"):
            yield from page
            after = page[-1]["user"]["id"]

    def _has(self, name: str) -> bool:
        return any(role["name"] == name for role in self.guild["roles"])
