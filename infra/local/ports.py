"""Which port each part listens on, and whether it can have it."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from infra.local.port_owner import describe_listener
from infra.local.problems import LocalError

HOST: Final = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Port:
    """A part's usual port; one that nobody types in may move when it is taken."""

    part: str
    title: str
    usual: int
    may_move: bool = False

    @property
    def variable(self) -> str:
        return f"GUILDHALL_{self.part.upper()}_PORT"


PORTS: Final = (
    Port(part="aws", title="local AWS", usual=4566),
    Port(part="redis", title="Redis", usual=6379, may_move=True),
    Port(part="discord", title="Discord simulator", usual=8787),
    Port(part="lambdas", title="gateway functions", usual=3003, may_move=True),
    Port(part="api", title="HTTP API", usual=3000),
    Port(part="bot", title="bot worker", usual=3002),
    Port(part="site", title="SPA", usual=4200),
)


def choose_ports(variables: Mapping[str, str], parts: set[str]) -> dict[str, int]:
    """The port of each of these parts; raise `LocalError` that names every port that cannot be had."""
    chosen: dict[str, int] = {}
    problems: list[str] = []
    for port in PORTS:
        if port.part not in parts:
            continue
        wanted = _wanted(port, variables)
        if is_free(wanted):
            chosen[port.part] = wanted
        elif port.may_move and port.variable not in variables:
            chosen[port.part] = free_port()
        else:
            problems.append(_taken(port, wanted))
    if problems:
        raise LocalError("\n".join(problems))
    return chosen


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wanted(port: Port, variables: Mapping[str, str]) -> int:
    text = variables.get(port.variable) or str(port.usual)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise LocalError(f"{port.variable} is not a port number: {text}")
    return int(text)


def _taken(port: Port, number: int) -> str:
    owner = describe_listener(number)
    by = f" by {owner}" if owner else ""
    stop = f"stop {owner}" if owner else "stop what uses it"
    return f"Port {number} ({port.title}) is in use{by}: {stop}, or choose another with {port.variable}={free_port()}."


def environment_of(ports: Mapping[str, int]) -> dict[str, str]:
    """The variables that give these ports to a stack, as `choose_ports` reads them."""
    return {port.variable: str(ports[port.part]) for port in PORTS if port.part in ports}
