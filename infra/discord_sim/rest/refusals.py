"""Errors that have no code of their own."""

from infra.discord_sim.world.errors import DiscordError


def unauthorized() -> DiscordError:
    """Make the 401 for credentials that are missing, wrong, or not meant for this route."""
    return DiscordError(401, 0, "401: Unauthorized")
