"""REST v10 of the simulated Discord."""

from infra.discord_sim.rest.server import setup

__all__ = ["setup"]
