"""What an API needs to know before real engines and the simulated Discord."""

import secrets
from collections.abc import Mapping
from typing import Final

from infra.local import environment
from tests.fixtures.aws import ENCRYPTION_KEY
from tests.fixtures.discord_sim import SimulatorProcess

FRONTEND_URL: Final = "http://localhost:4200"


def variables_of(port: int, aws_env: Mapping[str, str], redis_url: str, discord: SimulatorProcess) -> dict[str, str]:
    """Return the variables of an API at this port, with secrets of its own."""
    return {
        **environment.plain(),
        **aws_env,
        "REDIS_URL": redis_url,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_CDN_URL": discord.cdn_url,
        "DISCORD_OAUTH_URL": discord.oauth_url,
        "DISCORD_CLIENT_ID": discord.client_id,
        "DISCORD_CLIENT_SECRET": discord.client_secret,
        "DISCORD_CALLBACK_URL": f"http://127.0.0.1:{port}/api/auth/discord/callback",
        "FRONTEND_URL": FRONTEND_URL,
        "GATEWAY_URL": "ws://127.0.0.1:1/dev",
        "BOT_ID": discord.client_id,
        "DISCORD_BOT_TOKEN": discord.bot_token,
        "RATE_LIMIT_FACTOR": "1000",
        "JWT_SECRET": secrets.token_hex(32),
        "JWT_REFRESH_SECRET": secrets.token_hex(32),
        "ENCRYPTION_KEY": ENCRYPTION_KEY,
    }
