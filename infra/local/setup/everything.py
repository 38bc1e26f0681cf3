"""All steps of the setup, in order."""

from dataclasses import dataclass

from infra.local.setup.node import Node, find_node
from infra.local.setup.python import ministack_step
from infra.local.setup.redis import RedisEngine, find_redis
from infra.local.setup.spa import build_step, packages_step
from infra.local.setup.steps import carry_out
from infra.local.terminal import Terminal


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What was found or installed; no `redis` when none was wanted."""

    node: Node
    redis: RedisEngine | None


def set_up(terminal: Terminal, *, aws: bool = True, redis: bool = True, build: bool = True) -> Tools:
    """Install what is missing of these and build the SPA; raise `LocalError` that says what to do."""
    if aws:
        carry_out(ministack_step(), terminal)
    engine = find_redis(terminal) if redis else None
    return Tools(node=_set_up_spa(terminal, build=build), redis=engine)


def _set_up_spa(terminal: Terminal, *, build: bool) -> Node:
    node = find_node(terminal)
    carry_out(packages_step(node), terminal)
    if build:
        carry_out(build_step(node), terminal)
    return node
