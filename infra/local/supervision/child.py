"""One running process of a part: its own process group, its output in a file."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import Final

from infra.local.problems import LocalError
from infra.local.supervision import processes
from infra.local.supervision.lifeline import end_with_parent
from infra.local.supervision.part import Part

_LARGEST_LOG: Final = 10_000_000


class Child:
    """Made by `start`; an exit code below zero is the number of the signal that killed it."""

    def __init__(self, part: Part, process: asyncio.subprocess.Process) -> None:
        self.part = part
        self._process = process
        self.started = processes.started_at(process.pid) or ""

    @classmethod
    async def start(cls, part: Part, log: Path) -> "Child":
        _rotate(log)
        with log.open("ab") as output:
            try:
                process = await asyncio.create_subprocess_exec(
                    *part.command, cwd=part.cwd, env=dict(part.env), stdin=asyncio.subprocess.DEVNULL, stdout=output,
                    stderr=output, preexec_fn=end_with_parent, process_group=0,
                )  # fmt: skip
            except OSError as error:
                raise LocalError(f"{part.title}: {part.command[0]} cannot be started: {error.strerror}.") from error
        return cls(part, process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    async def wait(self) -> int:
        code = await self._process.wait()
        processes.signal_group(self.pid, signal.SIGKILL)  # whatever it had started itself
        return code

    async def ready(self) -> bool:
        """Wait until the part answers; False when it ended or took too long."""
        deadline = asyncio.get_running_loop().time() + self.part.start_seconds
        while self._process.returncode is None and asyncio.get_running_loop().time() < deadline:
            if await self.part.is_ready():
                return True
            await asyncio.sleep(0.05)
        return False

    async def stop(self) -> bool:
        """Ask it to end, and make it end when its grace is over; tell whether it went by itself."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), self.part.grace_seconds)
        except TimeoutError:
            processes.signal_group(self.pid, signal.SIGKILL)
            await self._process.wait()
            return False
        processes.signal_group(self.pid, signal.SIGKILL)
        return True


def describe_end(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, indented, to be shown below a message."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - 20_000))
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-count:])


def _rotate(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
