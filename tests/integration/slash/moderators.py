"""Moderators of a guild, and what they see of their commands."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import requests

from shared.features.cases.model import Case
from shared.features.cases.table import CaseTable
from shared.features.settings.service import SettingsService
from shared.kernel.snowflakes import Snowflake
from tests.fixtures.discord_sim import SimulatorProcess
from tests.fixtures.processes import running
from tests.integration.bot_worker.a_worker import environment

WAIT_SECONDS = 15
_CASE = re.compile(r"\[(?:Case|Dossier) (\d+)\]\(http://localhost:4200/guilds/\d+/cases/\1\)")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody was shown; `modal` and `choices` are what they were asked instead.

    `answered_ms` is how long Discord waited for the first answer.
    """

    id: str
    user_id: str
    channel_id: str
    text: str = ""
    message_id: str = ""
    buttons: list[str] = []
    choices: list[dict[str, Any]] = []
    modal: dict[str, Any] = {}
    flags: int = 0
    answered_ms: float = 0.0


class Hall:
    """A guild of the simulator: who is there, and their hands on the commands."""

    def __init__(self, discord: SimulatorProcess, guild: Any, settings: SettingsService, cases: CaseTable) -> None:
        self.discord, self.guild, self.settings, self.cases = discord, guild, settings, cases
        self.id = Snowflake(int(guild["id"]))
        self.general = Snowflake(int(discord.channel(guild["id"])))
        self.chidi, self.bruno = discord.person("chidi"), discord.person("bruno")

    def role(self, name: str) -> Snowflake:
        return Snowflake(int(next(role["id"] for role in self.guild["roles"] if role["name"] == name)))

    def read(self, path: str) -> Any:
        headers = {"Authorization": f"Bot {self.discord.bot_token}"}
        answer = requests.get(f"{self.discord.api_url}{path}", headers=headers, timeout=10)
        return answer.json() if answer.ok else None

    def member(self, user_id: int) -> Any:
        return self.read(f"/guilds/{self.id}/members/{user_id}")

    def case(self, answer: Answer) -> Case:
        """Return the case that an answer links to."""
        found = _CASE.search(answer.text)
        assert found is not None, answer.text
        case = self.cases.case(self.id, int(found[1]))
        assert case is not None
        return case

    def is_banned(self, user_id: int) -> bool:
        return self.read(f"/guilds/{self.id}/bans/{user_id}") is not None

    def uses(self, path: str, by: str | None = None, *, channel_id: int | None = None, **options: Any) -> Answer:
        """Use a slash command, and wait for what it says."""
        return self._command(by, channel_id, command=path, options=_texts(options))

    def types(self, path: str, focused: str, by: str | None = None, **options: Any) -> list[Any]:
        """Return what is offered for an option while it is typed."""
        choices = self._command(by, None, command=path, options=_texts(options), focused=focused).choices
        return [each["value"] for each in choices]

    def opens(self, name: str, target_id: int, by: str | None = None, *, message: bool = False) -> Answer:
        """Choose from the context menu of a user, or of a message."""
        return self._command(by, None, command=name, target_id=str(target_id), type=3 if message else 2)

    def fills_in(self, opened: Answer, **texts: str) -> Answer:
        """Send a modal."""
        path = f"/interactions/{opened.id}/modal"
        shown = self.discord.control("POST", path, user_id=opened.user_id, texts=texts, wait_seconds=WAIT_SECONDS)
        return _answer(shown, opened.user_id, opened.channel_id)

    def presses(self, asked: Answer, number: int = 0, *, wait_seconds: float = WAIT_SECONDS) -> Answer:
        """Press a button of what was asked."""
        shown = self.discord.control(
            "POST",
            "/components",
            user_id=asked.user_id,
            channel_id=asked.channel_id,
            message_id=asked.message_id,
            custom_id=asked.buttons[number],
            wait_seconds=wait_seconds,
        )
        return _answer(shown, asked.user_id, asked.channel_id)

    def looks_again(self, asked: Answer, until: str) -> Answer:
        """Wait until an answer says this."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            shown = _answer(self.discord.control("GET", f"/interactions/{asked.id}"), asked.user_id, asked.channel_id)
            if until in shown.text or time.monotonic() > deadline:
                return shown
            time.sleep(0.05)

    def _command(self, by: str | None, channel_id: int | None, **asked: Any) -> Answer:
        user_id, place = by or self.chidi, str(channel_id or self.general)
        shown = self.discord.control(
            "POST", "/commands", user_id=user_id, channel_id=place, wait_seconds=WAIT_SECONDS, **asked
        )
        return _answer(shown, user_id, place)


def _answer(shown: Any, user_id: str, channel_id: str) -> Answer:
    message = shown["message"] or {}
    rows = message.get("components", [])
    return Answer(
        id=shown["id"],
        user_id=user_id,
        channel_id=channel_id,
        text=message.get("content", ""),
        message_id=message.get("id", ""),
        flags=message.get("flags", 0),
        answered_ms=shown["answered_ms"] or 0.0,
        buttons=[button["custom_id"] for row in rows for button in row["components"]],
        choices=shown["data"].get("choices", []),
        modal=shown["data"] if "title" in shown["data"] else {},
    )


def _texts(options: Mapping[str, Any]) -> dict[str, Any]:
    """Write ids as Discord does; other numbers stay numbers."""
    return {name: str(value) if isinstance(value, Snowflake) else value for name, value in options.items()}


@contextmanager
def a_worker(
    folder: Path, discord: SimulatorProcess, aws_env: Mapping[str, str], redis_url: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker while the block lasts, from when Discord has its commands."""
    variables = environment(folder, discord, "ws://127.0.0.1:9", REDIS_URL=redis_url, **aws_env)
    log = folder / "worker.log"

    def is_ready() -> bool:
        said = log.read_text() if log.exists() else ""
        return "discord.ready" in said and "commands.registered" in said

    command = [sys.executable, "-m", "tests.integration.bot_worker.hasty"]
    with running(command, env=variables, log=log, is_ready=is_ready) as process:
        yield process
