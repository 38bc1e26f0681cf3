"""What runs now, in a file: for `stop`, for the next start after a hard kill, and for tests."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from infra.local.layout import Home
from infra.local.problems import LocalError
from infra.local.supervision import processes


@contextlib.contextmanager
def sole_supervisor(home: Home) -> Iterator[None]:
    """Hold this home alone; raise `LocalError` when another supervisor runs it. The kernel lets go when we die."""
    home.lock.parent.mkdir(parents=True, exist_ok=True)
    with home.lock.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            url = read_record(home).get("urls", {}).get("site", "")
            at = f" at {url}" if url else ""
            raise LocalError(f"Guildhall is running already{at}. `make stop` stops it.") from error
        yield


def supervisor_pid(home: Home) -> int | None:
    """The process that runs this home now, or None."""
    if not home.lock.exists():
        return None
    with home.lock.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = read_record(home).get("pid")
            return int(pid) if pid else None
    return None


def read_record(home: Home) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(home.record.read_text())
    except (OSError, ValueError):
        return {}
    return record


def write_record(home: Home, urls: Mapping[str, str], parts: Mapping[str, tuple[int, str]]) -> None:
    """`parts` are process ids with their start, by part."""
    record = {
        "pid": os.getpid(),
        "urls": dict(urls),
        "parts": {name: {"pid": pid, "started": started} for name, (pid, started) in parts.items()},
    }
    fresh = home.record.with_suffix(".new")
    fresh.write_text(json.dumps(record, indent=1))
    fresh.replace(home.record)


def end_leftovers(home: Home, grace_seconds: float = 5.0) -> list[str]:
    """Stop the parts that a supervisor left behind when it was killed; tell which."""
    left = read_record(home).get("parts", {})
    found = [(name, part["pid"], part["started"]) for name, part in left.items()
             if part["started"] and processes.is_same(part["pid"], part["started"])]  # fmt: skip
    for _, pid, started in found:
        processes.end(pid, started, grace_seconds)
    home.record.unlink(missing_ok=True)
    return [name for name, _, _ in found]
