"""Forks processes that have imported everything already: a birth costs milliseconds, and a death is as real as any.

`python -m tests.chaos.nursery` reads an `Order` a line, forks, and answers with the child's process id.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec

from infra.local.layout import ROOT
from infra.local.supervision.lifeline import end_with_parent

_FUNCTIONS: Final = (
    *("authorizer", "connect", "disconnect", "messages", "ingest", "fan_out", "fan_out_function", "roll_up"),
    *("bots", "browsers", "delivery", "dispatch"),
)


_OTHERS: Final = ("tests.chaos.source", "tests.chaos.hasty_worker", "bot_worker.worker", "bot_worker.__main__")


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """`module` has a function `main`; `arguments` become its process's own."""

    module: str
    arguments: list[str]
    env: dict[str, str]
    log: str


class Child:
    """A process that may be killed at any time."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def is_alive(self) -> bool:
        return _exists(self.pid)

    def send(self, number: signal.Signals) -> bool:
        """Say whether it was still there."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True

    async def kill(self) -> None:
        self.send(signal.SIGKILL)
        while self.is_alive:  # noqa: ASYNC110 - another process reaps it
            await asyncio.sleep(0.002)


class Nursery:
    """Where children come from; they die with it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._one_at_a_time = asyncio.Lock()

    async def bear(self, module: str, *arguments: str, env: Mapping[str, str], log: Path) -> Child:
        order = Order(module=module, arguments=list(arguments), env=dict(env), log=str(log))
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._one_at_a_time:
            self._process.stdin.write(msgspec.json.encode(order) + b"\n")
            await self._process.stdin.drain()
            return Child(int(await self._process.stdout.readline()))


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Keep one while the block lasts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chaos.nursery"),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Nursery(process)
    finally:
        process.kill()
        await process.wait()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _live(order: Order) -> None:
    """Be the child, to its end."""
    import importlib

    end_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(order.env)
    sys.argv = [order.module, *order.arguments]
    importlib.import_module(order.module).main()


def _preload() -> None:
    import importlib

    import boto3

    for module in (*(f"ws_gateway.{name}" for name in _FUNCTIONS), "infra.local.lambdas", *_OTHERS):
        importlib.import_module(module)
    for module in ("commit", "history", "guild_access", "access"):
        importlib.import_module(f"shared.wiring.{module}")
    boto3.Session().get_available_services()


def main() -> None:
    _preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            try:
                _live(order)
            except BaseException:  # noqa: BLE001 - whatever ends a child must not come back into the nursery
                import traceback

                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
