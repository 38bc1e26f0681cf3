"""Where things are: the checkout, what setup installs into it, and the state that `run` keeps."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
VENV: Final = ROOT / ".venv"
INSTALLED: Final = ROOT / ".local"
SPA: Final = ROOT / "frontend_static"
SPA_BUILD: Final = SPA / "dist"


def venv_bin(venv: Path, program: str) -> Path:
    """The path of a program that a virtual environment carries."""
    return venv / "bin" / program


@dataclass(frozen=True, kw_only=True)
class Home:
    """The folder that holds one stack's state; two stacks with two homes run side by side."""

    path: Path

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def aws(self) -> Path:
        return self.path / "aws"

    @property
    def redis(self) -> Path:
        return self.path / "redis"

    @property
    def discord(self) -> Path:
        return self.path / "discord"

    @property
    def bot(self) -> Path:
        return self.path / "bot"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.env"

    @property
    def lock(self) -> Path:
        return self.path / "run" / "lock"

    @property
    def record(self) -> Path:
        return self.path / "run" / "stack.json"

    @property
    def data(self) -> tuple[Path, ...]:
        """What `reset` removes."""
        return (self.aws, self.redis, self.discord, self.bot, self.secrets)

    def prepare(self) -> None:
        """Make the folders; they hold secrets and messages, so only their owner may look."""
        for folder in (self.path, self.logs, self.aws, self.redis, self.discord, self.bot, self.lock.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def home() -> Home:
    """The home of this checkout, or the one that GUILDHALL_HOME names."""
    return Home(path=Path(os.environ.get("GUILDHALL_HOME") or INSTALLED).resolve())
