"""Reads the command line and runs the command; every problem ends as one line and a non-zero exit."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from infra.local.commands import logs, reset, secrets, stop
from infra.local.layout import ROOT, VENV, home, venv_bin
from infra.local.problems import LocalError
from infra.local.setup.python import project_step
from infra.local.setup.steps import carry_out
from infra.local.terminal import Terminal

_COMMANDS: Final = {
    "run": "set up, start everything and open the door at http://localhost:4200",
    "dev": "the same, with the SPA served by Vite and reloaded as you type",
    "stop": "stop what `run` started, from another terminal",
    "reset": "delete the local data (asks first; --yes does not)",
    "logs": "follow the logs, of all parts or of the one you name",
    "test": "set up and run all tests",
    "test-security": "set up and run the attack suite alone",
    "check": "what CI runs: format, lint, types, imports, templates, security lint, known vulnerabilities, tests",
    "bench": "measure, each figure beside a baseline: one JSON object a line (`bench MODULE` for one of tests/bench)",
    "chaos": "let seeded random faults loose on the event path, and count what is lost or doubled",
    "setup": "install everything that the other commands need",
    "secrets": "write a .env with fresh secrets, unless there is one",
    "dead-letters": "list the events that could not be read (`replay ID`, `replay --all`: try again)",
    "verify-cases": "check that nobody changed a guild's case log behind our back (`verify-cases GUILD`)",
    "rotate-key": "make a new encryption key, and encrypt with it what the old one did",
    "help": "show this",
}


def main(arguments: Sequence[str] | None = None) -> None:
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    options, rest = parser.parse_known_args(words)
    terminal = Terminal()
    try:
        if options.command in _AT_ONCE:
            _AT_ONCE[options.command](terminal, rest)
        elif options.command in _COMMANDS and options.command != "help":
            _with_packages(options.command, terminal, rest)
        else:
            parser.print_help()
            sys.exit(0 if options.command == "help" else 2)
    except LocalError as error:
        terminal.say(f"\n{error}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:13} {text}" for name, text in _COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python3 -m infra.local",
        usage="python3 -m infra.local COMMAND",
        description=f"Guildhall on this machine.\n\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    parser.add_argument("command", nargs="?", default="", help=argparse.SUPPRESS)
    return parser


def _with_packages(command: str, terminal: Terminal, rest: Sequence[str]) -> None:
    """Make `.venv`, go on inside it, and run the command there."""
    carry_out(project_step(), terminal)
    python = venv_bin(VENV, "python")
    if sys.prefix != str(VENV):
        sys.stdout.flush()
        os.chdir(ROOT)
        os.execv(python, [str(python), "-m", "infra.local", command, *rest])  # noqa: S606 - this very program
    from infra.local.commands import prepared

    prepared.COMMANDS[command](home(), terminal, rest)


_AT_ONCE: Final[dict[str, Callable[[Terminal, Sequence[str]], None]]] = {
    "stop": lambda terminal, _rest: stop.stop(home(), terminal),
    "reset": lambda terminal, rest: reset.reset(home(), terminal, sure="--yes" in rest),
    "logs": lambda terminal, rest: logs.follow(home(), terminal, rest),
    "secrets": lambda terminal, _rest: secrets.write(home(), terminal),
}
