"""Starts parts, restarts those that die, and stops all of them, last started first."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.supervision.child import Child, describe_end, last_lines
from infra.local.supervision.part import Part
from infra.local.supervision.record import write_record
from infra.local.terminal import Terminal

LONGEST_PAUSE: Final = 30
_STEADY_SECONDS: Final = 60.0


class Supervisor:
    """Owns the processes of one stack, from `start` to `stop`."""

    def __init__(self, home: Home, terminal: Terminal, urls: Mapping[str, str]) -> None:
        self._home = home
        self._terminal = terminal
        self._urls = urls
        self._running: dict[str, Child] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}

    async def start(self, parts: Sequence[Part]) -> None:
        """Start these side by side; raise `LocalError` when one of them does not come up."""
        if parts:
            self._terminal.say(f"  … starting {', '.join(part.title for part in parts)}")
        try:
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    group.create_task(self._start(part))
        except* LocalError as problems:
            raise problems.exceptions[0] from None

    async def stop(self) -> None:
        """Stop everything, in the order opposite to the start, so that nobody loses whom they talk to."""
        for watcher in self._watchers.values():
            watcher.cancel()
        await asyncio.gather(*self._watchers.values(), return_exceptions=True)
        for name, child in reversed(list(self._running.items())):
            gentle = await child.stop()
            self._terminal.say(f"  {child.part.title} stopped" + ("" if gentle else " (by force)"))
            del self._running[name]
            self._write_record()
        self._home.record.unlink(missing_ok=True)

    def log(self, part: Part) -> Path:
        return self._home.logs / f"{part.name}.log"

    async def _start(self, part: Part) -> None:
        child = await self._spawn(part)
        if not await child.ready():
            raise LocalError(await self._why_not(child))
        await part.on_ready()
        self._watchers[part.name] = asyncio.create_task(self._watch(part, child), name=f"watch {part.name}")

    async def _spawn(self, part: Part) -> Child:
        child = await Child.start(part, self.log(part))
        self._running[part.name] = child
        self._write_record()
        return child

    async def _watch(self, part: Part, child: Child) -> None:
        """Restart the part whenever it ends, after a pause that doubles while it keeps ending."""
        pause = 1
        while True:
            came_up_at = asyncio.get_running_loop().time()
            code = await child.wait()
            if asyncio.get_running_loop().time() - came_up_at > _STEADY_SECONDS:
                pause = 1
            self._terminal.say(f"{part.title} died ({describe_end(code)}), restarting in {pause} s")
            child, pause = await self._bring_back(part, pause)

    async def _bring_back(self, part: Part, pause: int) -> tuple[Child, int]:
        """Try until it is up again; give the child, and the pause for the next time."""
        while True:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            child = await self._spawn(part)
            if await child.ready():
                try:
                    await part.on_ready()
                except LocalError as error:
                    self._terminal.say(f"{part.title} is up but not usable: {error}")
                    await child.stop()
                    continue
                self._terminal.say(f"{part.title} is back")
                return child, pause
            self._terminal.say(f"{await self._why_not(child)}\nTrying again in {pause} s.")

    async def _why_not(self, child: Child) -> str:
        """End a child that did not come up, and say why with the end of its log."""
        ended = await self._exit_code(child)
        what = "took too long to start" if ended is None else f"ended at once ({describe_end(ended)})"
        log = self.log(child.part)
        return f"{child.part.title} {what}. The end of {log}:\n{last_lines(log)}"

    async def _exit_code(self, child: Child) -> int | None:
        code = child.exit_code
        if code is None:
            await child.stop()
        return code

    def _write_record(self) -> None:
        write_record(
            self._home, self._urls, {name: (child.pid, child.started) for name, child in self._running.items()}
        )
