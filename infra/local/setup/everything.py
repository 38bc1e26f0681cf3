"""All steps of the setup, in order."""

from dataclasses import dataclass

from infra.local.settings import Settings
from infra.local.setup.node import Node, find_node
from infra.local.setup.python import ministack_step
from infra.local.setup.redis import RedisEngine, find_redis
from infra.local.setup.spa import build_step, packages_step
from infra.local.setup.steps import carry_out
from infra.local.terminal import Terminal


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What was found or installed; no `redis` when one was given."""

    node: Node
    redis: RedisEngine | None


def set_up(terminal: Terminal, settings: Settings, *, hot_reload: bool = False) -> Tools:
    """Install what is missing and build the SPA; raise `LocalError` that says what to do."""
    if settings.runs_aws:
        carry_out(ministack_step(), terminal)
    redis = find_redis(terminal) if settings.runs_redis else None
    node = set_up_spa(terminal, build=not hot_reload)
    return Tools(node=node, redis=redis)


def set_up_spa(terminal: Terminal, *, build: bool = True) -> Node:
    node = find_node(terminal)
    carry_out(packages_step(node), terminal)
    if build:
        carry_out(build_step(node), terminal)
    return node
