"""`stop`: ask the supervisor of this home to end, and wait until it has."""

import os
import signal
import time
from typing import Final

from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.supervision.record import end_leftovers, supervisor_pid
from infra.local.terminal import Terminal

_PATIENCE_SECONDS: Final = 120.0


def stop(home: Home, terminal: Terminal) -> None:
    """Raise `LocalError` when it does not end in time."""
    pid = supervisor_pid(home)
    if pid is None:
        left = end_leftovers(home)
        terminal.say(f"Stopped what was left behind: {', '.join(left)}." if left else "Guildhall is not running.")
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while supervisor_pid(home) is not None:
        if time.monotonic() > deadline:
            raise LocalError(f"Guildhall (process {pid}) does not stop. {home.logs / 'supervisor.log'} may say why.")
        time.sleep(0.1)
    terminal.say("Guildhall has stopped.")
