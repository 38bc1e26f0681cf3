"""The commands that need the project's packages."""

from collections.abc import Callable, Sequence
from typing import Final

from infra.local.commands.checks import bench, chaos, check, test, test_security
from infra.local.commands.dead_letters import dead_letters
from infra.local.commands.rotate_key import rotate_key
from infra.local.commands.run import run
from infra.local.commands.verify_cases import verify_cases
from infra.local.layout import Home
from infra.local.setup.everything import set_up
from infra.local.terminal import Terminal


def _setup(terminal: Terminal) -> None:
    set_up(terminal)
    terminal.say("Everything is there. `make run` starts it.")


COMMANDS: Final[dict[str, Callable[[Home, Terminal, Sequence[str]], None]]] = {
    "run": lambda home, terminal, _rest: run(home, terminal, hot_reload=False),
    "dev": lambda home, terminal, _rest: run(home, terminal, hot_reload=True),
    "setup": lambda _home, terminal, _rest: _setup(terminal),
    "test": lambda _home, terminal, rest: test(terminal, rest),
    "test-security": lambda _home, terminal, rest: test_security(terminal, rest),
    "dead-letters": dead_letters,
    "verify-cases": verify_cases,
    "rotate-key": lambda home, terminal, _rest: rotate_key(home, terminal),
    "check": lambda _home, terminal, rest: check(terminal, rest),
    "bench": lambda _home, terminal, rest: bench(terminal, rest),
    "chaos": lambda _home, terminal, rest: chaos(terminal, rest),
}
