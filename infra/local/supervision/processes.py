"""Facts about processes of this machine, by their id."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

_POLL_SECONDS: Final = 0.05
_KILL_SECONDS: Final = 5.0  # even a killed process takes a moment to let go of its memory and ports


def started_at(pid: int) -> str | None:
    """When the process started, in the machine's own notation, or None when there is no such process.

    An id alone may have been given to another process since; together with its start it is one process for good.
    """
    if not Path("/proc/self/stat").exists():
        answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return answer.stdout.strip() or None
    process = Path(f"/proc/{pid}")
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        threads = len(list((process / "task").iterdir()))
    except OSError:
        return None
    # Fields 3 (state) and 22 (starttime) of proc_pid_stat(5). The dead hold their ports until their last thread ends.
    return None if fields[0] == "Z" and threads <= 1 else fields[19]


def is_same(pid: int, started: str) -> bool:
    return started_at(pid) == started


def signal_group(pid: int, number: signal.Signals) -> None:
    """Send a signal to the process group that this process leads; a group that is gone is fine."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        return


def end(pid: int, started: str, grace_seconds: float) -> None:
    """Stop a process that is no child of ours, and what is in its group: gently first. It is gone on return."""
    signal_group(pid, signal.SIGTERM)
    if not _await_end(pid, started, grace_seconds):
        signal_group(pid, signal.SIGKILL)
        _await_end(pid, started, _KILL_SECONDS)


def _await_end(pid: int, started: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_same(pid, started):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True
