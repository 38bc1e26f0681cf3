"""Gateway v10 of the simulated Discord."""

from infra.discord_sim.gateway.door import HUB, SOCKETS, setup

__all__ = ["HUB", "SOCKETS", "setup"]
