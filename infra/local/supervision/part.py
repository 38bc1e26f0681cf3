"""What the supervisor knows about a part."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.layout import ROOT


async def _nothing() -> None:
    return


@dataclass(frozen=True, kw_only=True)
class Part:
    """`is_ready` is asked until it says yes; `on_ready` does what has to be done each time that it is up again."""

    name: str
    title: str
    address: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    is_ready: Callable[[], Awaitable[bool]]
    cwd: Path = ROOT
    on_ready: Callable[[], Awaitable[None]] = field(default=_nothing)
    start_seconds: float = 60.0
    grace_seconds: float = 10.0
