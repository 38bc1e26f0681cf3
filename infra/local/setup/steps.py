"""A step of the setup: what it is made from, and the commands that make it."""

import fcntl
import hashlib
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.layout import INSTALLED, ROOT
from infra.local.problems import LocalError
from infra.local.terminal import Terminal

SETUP_LOG: Final = INSTALLED / "logs" / "setup.log"
_SHOWN_LINES: Final = 12


@dataclass(frozen=True, kw_only=True)
class Step:
    """`fingerprint` changes when the step has to be done again; `result` is gone when it was deleted by hand."""

    title: str
    stamp: Path
    fingerprint: str
    result: Path
    make: Callable[[], None]

    @property
    def is_done(self) -> bool:
        return self.result.exists() and self.stamp.exists() and self.stamp.read_text() == self.fingerprint


def carry_out(step: Step, terminal: Terminal) -> bool:
    """Do the step unless it is done; tell whether it was done now. Raise `LocalError` when it fails."""
    if step.is_done:
        return False
    with _nobody_else_at_it(step.stamp.parent):
        return _do(step, terminal)


def _do(step: Step, terminal: Terminal) -> bool:
    if step.is_done:  # by somebody whom we waited for
        return False
    step.stamp.unlink(missing_ok=True)
    with terminal.step(step.title):
        step.make()
    step.stamp.write_text(step.fingerprint)
    return True


@contextmanager
def _nobody_else_at_it(stamps: Path) -> Iterator[None]:
    """Wait for another process of this checkout (`run` beside `test`): two that install or build spoil it for both."""
    stamps.mkdir(parents=True, exist_ok=True)
    with (stamps / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint(*parts: str, files: Iterable[Path] = ()) -> str:
    """A digest of these words and of the contents and names of these files."""
    digest = hashlib.sha256("\0".join(parts).encode())
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def execute(
    command: Sequence[str | Path], *, advice: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """Run a command quietly; when it fails, raise `LocalError` with its last lines and the advice."""
    words = [str(word) for word in command]
    SETUP_LOG.parent.mkdir(parents=True, exist_ok=True)
    with SETUP_LOG.open("a+", encoding="utf-8", errors="replace") as log:
        log.write(f"\n$ {' '.join(words)}   # {time.strftime('%Y-%m-%d %H:%M:%S')}\n")
        log.flush()
        start = log.seek(0, 2)
        try:
            done = subprocess.run(
                words, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False
            )
        except OSError as error:
            raise LocalError(f"{words[0]} cannot be started ({error.strerror}). {advice}") from error
        if done.returncode:
            log.seek(start)
            tail = "\n".join(f"    {line}" for line in log.read().splitlines()[-_SHOWN_LINES:])
            raise LocalError(f"{' '.join(words[:4])} … failed:\n{tail}\n{advice} All of it: {SETUP_LOG}")
