"""Speaks to the person at the terminal, and writes the same to the supervisor's log."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO


class Terminal:
    """Prints whole lines, also from several threads, and remembers them in a file when it was given one."""

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out or sys.stdout
        self._clock = clock
        self._lock = threading.Lock()
        self._log: Path | None = None

    def keep_log(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._log = path

    def say(self, text: str = "") -> None:
        with self._lock:
            try:
                print(text, file=self._out, flush=True)
            except OSError:  # the terminal was closed: from here on only the log has it
                self._out = Path(os.devnull).open("w")  # noqa: SIM115 - stays open as long as we speak
            if self._log is not None:
                at = datetime.now().astimezone().isoformat(timespec="milliseconds")
                with self._log.open("a", encoding="utf-8") as log:
                    log.writelines(f"{at} {line}\n" for line in text.splitlines())

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Announce a step that takes its time, and say how long it took."""
        started = self._clock()
        self.say(f"  … {title}")
        yield
        self.say(f"  ✓ {title} ({self._clock() - started:.0f} s)")


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Lines with aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
