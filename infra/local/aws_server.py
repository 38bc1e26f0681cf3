"""MiniStack, but safe against a hard kill: saves its state while it runs, not only when it is asked to end.

Runs in MiniStack's own virtual environment. A save is made as Redis makes its snapshots: a forked child writes what
memory held at that moment into a new folder and puts it in the old one's place, while the server goes on. So a hard
kill loses what was written since the last save, about a second's worth while the data is small.
"""

import asyncio
import importlib
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO

from infra.local.supervision.lifeline import end_with_parent

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SHORTEST_PAUSE_SECONDS: Final = 0.5
_PAUSE_PER_SAVE: Final = 5.0  # saving takes at most about a sixth of one core
_LONGEST_SAVE_SECONDS: Final = 120
_READING: Final = ("Get", "Describe", "List", "Query", "Scan", "BatchGet", "TransactGet")


class Snapshots:
    """Saves the state soon after it changed. `folder` is what MiniStack loads when it starts."""

    def __init__(self, folder: Path, save_into: Callable[[Path], None]) -> None:
        self._folder = folder
        self._save_into = save_into
        self._changed = asyncio.Event()
        self._saver: int | None = None

    def note_change(self) -> None:
        self._changed.set()

    @property
    def has_changed(self) -> bool:
        return self._changed.is_set()

    async def keep_saving(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            started = time.monotonic()
            self._saver = self._fork()
            await asyncio.to_thread(os.waitpid, self._saver, 0)
            self._saver = None
            await asyncio.sleep(max(_SHORTEST_PAUSE_SECONDS, _PAUSE_PER_SAVE * (time.monotonic() - started)))

    def finish(self) -> None:
        """The last save, in this process; a save under way is given up for it."""
        if self._saver is not None:
            os.kill(self._saver, signal.SIGKILL)
        self.save()

    def save(self) -> None:
        fresh, old = self._folder.with_suffix(f".{os.getpid()}"), self._folder.with_suffix(".old")
        fresh.mkdir(parents=True)
        self._save_into(fresh)
        shutil.rmtree(old, ignore_errors=True)
        if self._folder.exists():
            self._folder.rename(old)
        fresh.rename(self._folder)

    def _fork(self) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            signal.alarm(_LONGEST_SAVE_SECONDS)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            end_with_parent()
            os.closerange(3, 4096)  # the server's sockets: a connection it closes must not stay open here
            self.save()
        except OSError as error:
            print(f"The state could not be saved: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(0)


def recover(folder: Path) -> None:
    """Remove saves that were cut short; take the last but one when it ended between the two renames of `save`."""
    for unfinished in folder.parent.glob(f"{folder.name}.[0-9]*"):
        shutil.rmtree(unfinished)
    old = folder.with_suffix(".old")
    if not folder.exists() and old.exists():
        old.rename(folder)


def saving(app: App, snapshots: Snapshots, stop_own_save: Callable[[], None]) -> App:
    """The application, with a save after every request that may have changed something."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(app, snapshots, stop_own_save, scope, receive, send)
            return
        await app(scope, receive, send)
        if _may_change(scope):
            snapshots.note_change()

    return wrapped


async def _lifespan(
    app: App, snapshots: Snapshots, stop_own_save: Callable[[], None], scope: Scope, receive: Receive, send: Send
) -> None:
    saver = asyncio.create_task(snapshots.keep_saving())

    async def watched() -> MutableMapping[str, Any]:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            saver.cancel()
            snapshots.finish()
            stop_own_save()
        return message

    await app(scope, watched, send)


def _may_change(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
        return False
    target = dict(scope["headers"]).get(b"x-amz-target", b"").decode().rpartition(".")[2]
    return not target.startswith(_READING)


def main() -> None:
    server: Any = importlib.import_module("ministack.app")
    persistence: Any = importlib.import_module("ministack.core.persistence")

    def dump(value: object, file: TextIO, default: Callable[[object], object]) -> None:
        file.write(json.dumps(value, default=default))  # `json.dump` encodes in Python: several times slower

    def save_into(folder: Path) -> None:
        persistence.STATE_DIR = str(folder)
        try:
            persistence.save_all(server._build_persistence_save_dict())  # noqa: SLF001 - MiniStack's own way to save, in the pinned version
        finally:
            persistence.STATE_DIR = str(state)

    persistence.json.dump = dump
    logging.getLogger("persistence").setLevel(logging.WARNING)
    if not persistence.PERSIST_STATE:
        server.main()
        return
    state = Path(persistence.STATE_DIR)
    recover(state)
    snapshots = Snapshots(state, save_into)
    server.app = saving(server.app, snapshots, lambda: setattr(server, "PERSIST_STATE", False))
    server.main()


if __name__ == "__main__":
    main()
