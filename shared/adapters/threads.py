"""Do several things at once that mostly wait for the network."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

THREADS: Final = 16


def in_parallel(
    work: Callable[[T], R], items: Sequence[T], *, pool: str = "parallel", threads: int = THREADS
) -> list[R]:
    """Return the results in the items' order; the first error in that order is raised when all are done.

    What may have to wait long for others has a `pool` of its own, so that nobody waits for it.
    """
    if len(items) < 2:
        return [work(item) for item in items]
    # Each runs in its own copy of the context, so that its log lines carry our request id.
    executor = _executor(pool, threads)
    futures = [executor.submit(copy_context().run, work, item) for item in items]
    errors = [future.exception() for future in futures]
    for error in errors:
        if error is not None:
            raise error
    return [future.result() for future in futures]


@cache
def _executor(pool: str, threads: int) -> ThreadPoolExecutor:
    """One pool of a name for the process; functions given to it never wait for others of it."""
    return ThreadPoolExecutor(threads, thread_name_prefix=pool)
