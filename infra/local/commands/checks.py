"""`test`, `check`, `bench` and `chaos`: named steps, one after the other, until one fails."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.layout import ROOT, SPA, VENV, venv_bin
from infra.local.problems import LocalError
from infra.local.setup.browser import provide_browser
from infra.local.setup.everything import set_up
from infra.local.setup.node import Node
from infra.local.terminal import Terminal

_TYPED: Final = ("shared", "api/app.py", "api/chalicelib", "ws_gateway", "bot_worker", "infra", "tests")
_DEPLOYED: Final = ("api/app.py", "api/chalicelib", "shared", "ws_gateway", "bot_worker")

TEST_PROCESSES: Final = 3  # each has an AWS, a Redis and a browser of its own; more than two cores, less than 4 GB


@dataclass(frozen=True, kw_only=True)
class Check:
    name: str
    command: tuple[str, ...]
    cwd: Path = ROOT
    env: Mapping[str, str] | None = None


def test(terminal: Terminal, arguments: Sequence[str]) -> None:
    """Run the tests of the SPA and of everything else; further arguments go to pytest."""
    node = _prepare(terminal)
    _run(terminal, [_npm(node, "SPA tests", "test"), _pytest(arguments)])


def check(terminal: Terminal, arguments: Sequence[str]) -> None:
    """What CI runs. Raise `LocalError` that names the first step that fails."""
    node = _prepare(terminal)
    templates = tuple(str(path) for path in sorted((ROOT / "infra" / "templates").glob("*.yaml")))
    _run(
        terminal,
        [
            Check(name="format", command=(_program("ruff"), "format", "--check", ".")),
            Check(name="lint", command=(_program("ruff"), "check", ".")),
            Check(name="types", command=(_program("mypy"), *(path for path in _TYPED if (ROOT / path).exists()))),
            Check(name="imports", command=(_program("lint-imports"),), env=_with_path(ROOT, ROOT / "api")),
            Check(name="templates", command=(_program("cfn-lint"), *templates)),
            Check(name="security lint", command=(_program("bandit"), "-q", "-c", "pyproject.toml", "-r", *_DEPLOYED)),
            Check(name="known vulnerabilities", command=(_program("python"), "-m", "infra.local.audit")),
            _npm(node, "SPA lint", "run", "lint"),
            _npm(node, "SPA types", "run", "typecheck"),
            _npm(node, "SPA tests", "test"),
            _npm(node, "SPA size", "run", "size"),
            _pytest(arguments),
        ],
    )


def test_security(terminal: Terminal, arguments: Sequence[str]) -> None:
    """Attack everything that the attack suite knows to attack; further arguments go to pytest."""
    _prepare(terminal)
    _run(terminal, [_pytest(["tests/security", *arguments])])


def bench(terminal: Terminal, arguments: Sequence[str]) -> None:
    """Run the benchmarks, or those that are named: one JSON object a line."""
    set_up(terminal)
    command = (_program("python"), "-m", "tests.bench", *arguments)
    _run(terminal, [Check(name="benchmarks", command=command, env=_with_path(ROOT, ROOT / "api"))])


def chaos(terminal: Terminal, arguments: Sequence[str]) -> None:
    """Let faults loose on the event path; the last line is a JSON object of what was lost and doubled."""
    set_up(terminal)
    command = (_program("python"), "-m", "tests.chaos", *arguments)
    _run(terminal, [Check(name="chaos", command=command, env=_with_path(ROOT, ROOT / "api"))])


def _prepare(terminal: Terminal) -> Node:
    tools = set_up(terminal)
    provide_browser(terminal)
    return tools.node


def _run(terminal: Terminal, checks: Sequence[Check]) -> None:
    for step in checks:
        terminal.say(
            f"\n▸ {step.name}: {' '.join(Path(word).name if word.startswith('/') else word for word in step.command)}"
        )
        started = time.monotonic()
        code = subprocess.run(
            step.command, cwd=step.cwd, env=step.env, stdin=subprocess.DEVNULL, check=False
        ).returncode
        if code:
            raise LocalError(f"✗ {step.name} failed (exit code {code}) after {time.monotonic() - started:.0f} s.")


def _npm(node: Node, name: str, *words: str) -> Check:
    return Check(name=name, command=(str(node.npm), *words), cwd=SPA, env=node.environment())


def _pytest(arguments: Sequence[str]) -> Check:
    """Share all tests among a few processes, for most wait for something most of the time; a choice runs in one."""
    words = arguments or ("-q", "-n", str(TEST_PROCESSES), "--dist", "loadfile")
    return Check(name="tests", command=(_program("pytest"), *words), env=_with_path(ROOT))


def _with_path(*folders: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}


def _program(name: str) -> str:
    return str(venv_bin(VENV, name))
