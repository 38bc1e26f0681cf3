"""`logs`: follow the parts' logs, each line with its part's name."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.terminal import Terminal

_LAST_BYTES: Final = 4_000


class Tail:
    """Reads what was added to a file since the last time, also when the file was replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._position = max(0, path.stat().st_size - _LAST_BYTES)
        self._inode = path.stat().st_ino
        self._rest = b""
        self._skip_partial = self._position > 0

    def lines(self) -> list[str]:
        if not self.path.exists():
            return []
        stat = self.path.stat()
        if stat.st_ino != self._inode or stat.st_size < self._position:
            self._inode, self._position, self._rest = stat.st_ino, 0, b""
        with self.path.open("rb") as file:
            file.seek(self._position)
            data = self._rest + file.read()
            self._position = file.tell()
        *whole, self._rest = data.split(b"\n")
        if self._skip_partial and whole:
            whole, self._skip_partial = whole[1:], False
        return [line.decode("utf-8", errors="replace") for line in whole]


def follow(home: Home, terminal: Terminal, parts: Sequence[str]) -> None:
    """Print until interrupted; raise `LocalError` when there is no such log."""
    known = {path.stem: path for path in sorted(home.logs.glob("*.log"))}
    wanted = [name for name in parts if not name.startswith("-")] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown or not known:
        raise LocalError(f"There is no log of {', '.join(unknown) or 'anything yet'}. There are: {', '.join(known)}.")
    width = max(len(name) for name in wanted)
    tails = {name: Tail(known[name]) for name in wanted}
    while True:
        for name, tail in tails.items():
            for line in tail.lines():
                terminal.say(f"{name.ljust(width)} | {line}")
        if "--once" in parts:
            return
        time.sleep(0.2)
