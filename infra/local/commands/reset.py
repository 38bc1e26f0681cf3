"""`reset`: delete what the stack remembers. What setup installed stays."""

import shutil
import sys

from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.supervision.record import supervisor_pid
from infra.local.terminal import Terminal


def reset(home: Home, terminal: Terminal, *, sure: bool) -> None:
    """Raise `LocalError` when the stack runs, or when nobody is there to be asked."""
    if supervisor_pid(home) is not None:
        raise LocalError("Guildhall is running. `make stop` first, then reset.")
    present = [path for path in home.data if path.exists()]
    if not present:
        terminal.say("There is no local data.")
        return
    if not sure and not _agreed(home):
        terminal.say("Nothing was deleted.")
        return
    for path in present:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    terminal.say("The local data is gone. The next start begins afresh.")


def _agreed(home: Home) -> bool:
    if not sys.stdin.isatty():
        raise LocalError("Nobody is here to be asked: `python3 -m infra.local reset --yes` deletes without asking.")
    question = f"Delete all local data below {home.path} (tables, logins, the simulated Discord)? [y/N] "
    return input(question).strip().lower() in {"y", "yes"}
