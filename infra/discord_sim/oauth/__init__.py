"""Discord's OAuth2: the consent page, grants and tokens; and a stand-in for the CDN."""

from infra.discord_sim.oauth.server import setup

__all__ = ["setup"]
