"""Lets synchronous services be called from tasks: in a few threads, so that nobody crowds out the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Threads:
    """At most `count` calls at the same time; others wait their turn. What is called never waits for others of it."""

    def __init__(self, count: int, name: str) -> None:
        self._executor = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the call returns, or raise what it raises. A task that is cancelled leaves the call to itself."""
        work = partial(copy_context().run, call, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def close(self) -> None:
        """Begin nothing any more; what has begun goes on."""
        self._executor.shutdown(wait=False, cancel_futures=True)
